"""Retention: when personal records are erased, what is counted before, and subject access."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.messaging.traces import erase_traces
from kasch_site.visitors import reference_codes

from . import access_log, statistics
from .booking import bookings as booking
from .booking import waitlist
from .models import AccessLogEntry, Booking, WaitlistEntry

SECTION = "counselling"
CANCELLED_BOOKING_RETENTION = timedelta(days=7)
PAST_BOOKING_RETENTION = timedelta(days=14)


def purge(before: datetime) -> int:
    """Erase bookings and waitlist entries past their retention, and old log entries; return the number of rows.

    Bookings are erased 7 days after their cancellation or 14 days after their end, waitlist entries once closed or
    expired.
    """
    cancelled = Q(state=Booking.State.CANCELLED, cancelled_at__lt=before - CANCELLED_BOOKING_RETENTION)
    past = Q(slot__ends_at__lt=before - PAST_BOOKING_RETENTION)
    is_closed = ~Q(state=WaitlistEntry.State.WAITING) | Q(ends_at__lt=before)
    erased = _erase_bookings(Booking.objects.filter(cancelled | past))
    return erased + _erase_waitlist_entries(WaitlistEntry.objects.filter(is_closed)) + access_log.purge(before)


def export(contact: str) -> list[dict]:
    """Return all data of counselling about a mail address or phone number."""
    return [_export_row(row) for row in _bookings_of(contact)] + [
        {
            _("Warteliste"): row.topic.name,
            _("Name"): row.name,
            _("E-Mail"): row.email,
            _("Telefon"): row.phone,
            _("seit"): row.created_at,
        }
        for row in _waitlist_entries_of(contact)
    ]


def log_export(user, contact: str) -> None:
    """Log that a member of staff has read the result of `export`."""
    access_log.log(user, AccessLogEntry.How.EXPORT, _bookings_of(contact))


@transaction.atomic
def erase_person(contact: str) -> int:
    """Cancel a person's future bookings without notification and erase all records; return the number erased."""
    bookings, waitlist_entries = _bookings_of(contact), _waitlist_entries_of(contact)
    now = clock.now()
    for row in bookings:
        # Includes persons cancelled by the house: other slots may be reserved for them.
        if row.state in (*Booking.EXPECTED, Booking.State.CANCELLED) and row.slot.ends_at > now:
            booking.cancel(row, by=Booking.By.PERSON, by_staff=True)
    for row in waitlist_entries:
        waitlist.leave(row)
    erased = _erase_bookings(Booking.objects.filter(pk__in=[row.pk for row in bookings]))
    return erased + _erase_waitlist_entries(WaitlistEntry.objects.filter(pk__in=[row.pk for row in waitlist_entries]))


def _export_row(row) -> dict:
    needs = [
        str(row.interpreter or ""),
        _("ohne Stufen") if row.needs_step_free else "",
        _("in Begleitung") if row.brings_companion else "",
    ]
    return {
        _("Beratung"): row.topic.name,
        _("Zeit"): row.slot.starts_at,
        _("Name"): row.name,
        _("E-Mail"): row.email,
        _("Telefon"): row.phone,
        _("Wünsche"): ", ".join(filter(None, needs)),
        _("Hinweis"): row.note,
        _("Zustand"): row.get_state_display(),
        _("Code"): reference_codes.spelled(row.code),
        _("seit"): row.created_at,
    }


@transaction.atomic
def _erase_bookings(rows) -> int:
    """Count bookings in the statistics, then erase them with their tokens and messages."""
    statistics.add_to_permanent_counts(rows)
    return _erase(rows, "booking")


@transaction.atomic
def _erase_waitlist_entries(rows) -> int:
    return _erase(rows, "waitlist_entry")


def _erase(rows, kind) -> int:
    pks = list(rows.values_list("pk", flat=True))
    offers = rows.model._meta.get_field("offers").related_model.objects.filter(**{f"{kind}__in": pks})
    subjects = [f"{kind}:{pk}" for pk in pks] + [f"offer:{pk}" for pk in offers.values_list("pk", flat=True)]
    erase_traces(SECTION, subjects)
    rows.model.objects.filter(pk__in=pks).delete()
    return len(pks)


def _bookings_of(contact):
    return list(Booking.objects.of_contact(contact).select_related("slot", "topic", "interpreter"))


def _waitlist_entries_of(contact):
    return list(WaitlistEntry.objects.of_contact(contact).select_related("topic"))
