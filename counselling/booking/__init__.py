"""Bookings, holds, offers and the waitlist."""
