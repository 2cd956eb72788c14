"""The waitlist of a date, and until when its offers can be answered."""
