"""What staff keep of the counselling; each module below registers its own."""

from .staff import absences, bookings, hours, topics

__all__ = ["absences", "bookings", "hours", "topics"]
