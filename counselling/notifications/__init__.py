"""Messages about bookings, offers and waitlist entries."""
