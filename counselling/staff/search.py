"""Search bookings on the phone: by name, code, mail address or number."""

from counselling.models import Booking
from kasch_site.common import clock
from kasch_site.visitors.matching import FIELDS, visitor_matcher

MAX_FOUND = 40


def search(words: str, among=None) -> list[Booking]:
    """Return matching bookings, future ones first."""
    matches = visitor_matcher(words)
    if matches is None:
        return []
    every = Booking.objects.all() if among is None else among
    rows = every.order_by().values_list("pk", *FIELDS)
    keys = [pk for pk, *row in rows.iterator() if matches(*row)]
    now = clock.now()
    found = Booking.objects.filter(pk__in=keys[: MAX_FOUND * 5]).select_related("slot__counsellor", "slot__room")
    ordered = sorted(found, key=lambda row: (row.slot.ends_at <= now, not row.is_active, row.slot.starts_at))
    return ordered[:MAX_FOUND]
