"""Admin registrations of counselling; each module imported below registers its own."""

from .staff import absences, bookings, schedule_rules, topics

__all__ = ["absences", "bookings", "schedule_rules", "topics"]
