"""Search bookings on the phone: by name, code, mail address or number."""

from counselling.models import Booking
from kasch_site.common import clock
from kasch_site.visitors.matching import FIELDS, visitor_matcher

MAX_RESULTS = 40


def search(query: str, bookings=None) -> list[Booking]:
    """Return matching bookings, future ones first."""
    matches = visitor_matcher(query)
    if matches is None:
        return []
    searched = Booking.objects.all() if bookings is None else bookings
    rows = searched.order_by().values_list("pk", *FIELDS)
    matching_pks = [pk for pk, *row in rows.iterator() if matches(*row)]
    now = clock.now()
    matching = Booking.objects.filter(pk__in=matching_pks[: MAX_RESULTS * 5]).select_related(
        "slot__counsellor", "slot__room"
    )
    ordered = sorted(matching, key=lambda row: (row.slot.ends_at <= now, not row.is_active, row.slot.starts_at))
    return ordered[:MAX_RESULTS]
