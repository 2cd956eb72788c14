"""Access log: one entry for each time a member of staff reads a person's record. Visible to the lead."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kasch_site.common import clock

from .models import AccessLogEntry, Booking, Offer, WaitlistEntry

ACCESS_LOG_RETENTION = timedelta(days=365)
# Reading the same again within this time, as by reloading a page, is one entry.
REPEATED_ACCESS_WINDOW = timedelta(hours=1)


def log(user, how: str, bookings: Iterable[Booking]) -> None:
    """Log that a member of staff has read these bookings; `how` is one of `AccessLogEntry.How`."""
    log_numbers(user, how, (row.pk for row in bookings))


def log_waitlist(user, how: str, entries: Iterable[WaitlistEntry]) -> None:
    """Log that a member of staff has read these waitlist entries."""
    log_numbers(user, how, (row.pk for row in entries), is_waitlist=True)


def log_numbers(user, how: str, numbers: Iterable[int], *, is_waitlist: bool = False) -> None:
    """Log the same as `log`, given the primary keys of bookings, or of waitlist entries."""
    now = clock.now()
    entries = AccessLogEntry.objects.filter(
        by=user, how=how, is_waitlist=is_waitlist, at__gt=now - REPEATED_ACCESS_WINDOW
    )
    read = set(entries.values_list("booking_number", flat=True))
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(at=now, by=user, how=how, booking_number=number, is_waitlist=is_waitlist)
        for number in sorted(set(numbers) - read)
    )


def log_subjects(user, subjects: Iterable[str]) -> None:
    """Log that a member of staff has read messages about these subjects ("booking:12") on the call list."""
    kinds: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _colon, number = subject.partition(":")
        kinds.setdefault(kind, set()).add(int(number))
    for kind in ("booking", "waitlist_entry"):
        offered = Offer.objects.filter(pk__in=kinds.get("offer", ()), **{f"{kind}__isnull": False})
        pks = kinds.get(kind, set()) | set(offered.values_list(f"{kind}_id", flat=True))
        log_numbers(user, AccessLogEntry.How.CALL, pks, is_waitlist=kind == "waitlist_entry")


def purge(before: datetime) -> int:
    """Delete entries more than a year older than `before`; return their number."""
    return AccessLogEntry.objects.filter(at__lt=before - ACCESS_LOG_RETENTION).delete()[0]
