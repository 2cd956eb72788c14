"""Uploaded issues in the administration."""
