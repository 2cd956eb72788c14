"""What staff keep of the counselling; each module below registers its own."""

from . import admin_absences, admin_bookings, admin_hours, admin_topics

__all__ = ["admin_absences", "admin_bookings", "admin_hours", "admin_topics"]
