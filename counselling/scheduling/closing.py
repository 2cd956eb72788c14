"""Effects of closing the house on counselling: list them, cancel bookings and notify the persons."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from counselling.models import Counsellor
from kasch_site.common import clock
from kasch_site.common.sections import Entry

from . import absences, slot_generation
from .walk_in_hours import APP, planned_between


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Return walk-in hours and bookings from the first to the last day (inclusive), ordered by start.

    A booking is listed with its counsellor only: staff who close the house do not need names.
    """
    start, end = clock.local(first), clock.local(last + timedelta(days=1))
    return sorted(
        [*planned_between(start, end, as_if_open=True), *map(_entry, absences.affected_of_all_counsellors(start, end))],
        key=lambda entry: entry.starts_at,
    )


@transaction.atomic
def close(first: date, last: date, reason: str) -> int:
    """Withdraw free slots, cancel bookings and offer other slots.

    Return the number of walk-in hours and bookings affected. Walk-in hours are derived: they show as cancelled, with
    the reason, for as long as the closing day exists.
    """
    start, end = clock.local(first), clock.local(last + timedelta(days=1))
    counsellors = list(Counsellor.objects.order_by("pk").values_list("pk", flat=True))
    absences.lock_rows(counsellors, absences.affected_of_all_counsellors(start, end))
    affected = absences.affected_of_all_counsellors(start, end)
    slot_generation.generate_slots(clock.today())
    absences.cancel(dict.fromkeys(affected, absences.OFFER))
    return len(affected) + len(planned_between(start, end, as_if_open=True))


def _entry(booking) -> Entry:
    slot = booking.slot
    return Entry(
        key=f"{APP}:appointment:{booking.pk}",
        title=_("Beratungstermin bei %(name)s") % {"name": slot.counsellor.name},
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        url="",
        app=APP,
        where=slot.room.name if slot.room else "",
        room_id=slot.room_id,
        changed_at=booking.created_at,
        difference=_("wird abgesagt, zwei andere Zeiten werden angeboten"),
    )
