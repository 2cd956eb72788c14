"""Inquiries in the administration, and as tasks."""
