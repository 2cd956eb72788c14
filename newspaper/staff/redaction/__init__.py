"""Redaction of old issues in the administration."""
