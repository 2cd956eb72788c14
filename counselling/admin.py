"""Admin registrations of counselling; each module imported below registers its own."""

from .staff import absences, bookings, hours, topics

__all__ = ["absences", "bookings", "hours", "topics"]
