"""Counselling: appointments, walk-in hours and the waitlist."""
