"""Pages for residents who write along, and for the way back to what they have sent."""
