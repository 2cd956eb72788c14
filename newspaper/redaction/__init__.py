"""Redaction of old issues: names, passages and whole pages, in everything that is public."""
