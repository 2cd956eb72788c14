"""Public pages of events: lists, month, day, event, plan and registration."""
