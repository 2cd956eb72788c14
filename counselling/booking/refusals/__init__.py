"""Refusals of bookings: conditions, limits, outdated pages."""
