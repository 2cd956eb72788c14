"""Registering for a date, and the own page of a registration."""
