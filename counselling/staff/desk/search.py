"""Search bookings on the phone: by name, code, mail address or number."""

from counselling.models import Booking
from kasch_site.visitors import search as visitor_search


def search(query: str, bookings=None) -> list[Booking]:
    """Return matching bookings, future ones first; `bookings` is a queryset, by default of all."""
    rows = Booking.objects.all() if bookings is None else bookings
    return visitor_search.search(query, rows.select_related("slot__counsellor", "slot__room"), lambda row: row.slot)
