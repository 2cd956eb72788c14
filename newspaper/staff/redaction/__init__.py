"""Hiding people in old issues, in the administration."""
