"""Access log: one entry for each time a member of staff reads a person's record. Visible to the lead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kasch_site.common import clock

from .models import AccessLogEntry, Booking, Offer

ACCESS_LOG_RETENTION = timedelta(days=365)


def log(user, how: str, bookings: Iterable[Booking]) -> None:
    """Log that a member of staff has read these bookings; `how` is one of `AccessLogEntry.How`."""
    log_numbers(user, how, (row.pk for row in bookings))


def log_numbers(user, how: str, numbers: Iterable[int]) -> None:
    """Log the same as `log`, given the primary keys of the bookings."""
    now = clock.now()
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(at=now, by=user, how=how, booking_number=number) for number in sorted(set(numbers))
    )


def log_subjects(user, subjects: Iterable[str]) -> None:
    """Log that a member of staff has read messages about these subjects ("booking:12") on the call list."""
    kinds: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        kinds.setdefault(kind, set()).add(int(number))
    offered = Offer.objects.filter(pk__in=kinds.get("offer", ()), booking__isnull=False)
    booking_pks = kinds.get("booking", set()) | set(offered.values_list("booking_id", flat=True))
    log_numbers(user, AccessLogEntry.How.CALL, booking_pks)


def purge(before: datetime) -> int:
    """Delete entries more than a year older than `before`; return their number."""
    return AccessLogEntry.objects.filter(at__lt=before - ACCESS_LOG_RETENTION).delete()[0]
