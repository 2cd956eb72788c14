"""The mails of the demo: they are stored as files and shown on a page instead of being sent."""
