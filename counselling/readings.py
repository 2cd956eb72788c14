"""Who has read what about whom: one line for each reading of a person's record, which the lead can read."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kasch_site.common import clock

from .models import Booking, Reading

KEPT = timedelta(days=365)


def note(user, how: str, bookings: Iterable[Booking]) -> None:
    """Write down that a member of staff has read these records; `how` is one of `Reading.How`."""
    now = clock.now()
    Reading.objects.bulk_create(
        Reading(at=now, by=user, how=how, booking_number=number) for number in sorted({row.pk for row in bookings})
    )


def forget(before: datetime) -> int:
    """Erase lines older than a year."""
    return Reading.objects.filter(at__lt=before - KEPT).delete()[0]
