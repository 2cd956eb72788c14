"""The handbook for staff: its chapters, and its pages."""
