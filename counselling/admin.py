"""What staff keep of the counselling; each module below registers its own."""

from . import admin_bookings

__all__ = ["admin_bookings"]
