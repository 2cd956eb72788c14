"""Admin registrations of counselling; each module imported below registers its own."""

from .staff import bookings, topics
from .staff.schedule import absences, schedule_rules

__all__ = ["absences", "bookings", "schedule_rules", "topics"]
