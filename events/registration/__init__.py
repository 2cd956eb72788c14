"""Registration for dates without an account: capacity, waitlist with automatic offers, and notifications."""
