"""Admin pages of events."""
