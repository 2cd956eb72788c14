"""Logs and descriptions of errors without personal data."""
