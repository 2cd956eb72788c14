"""Retention: when personal records are erased, what is counted before, and subject access."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data
from kasch_site.visitors.access_tokens import subject_name

from . import access_log, statistics
from .booking import bookings as booking
from .booking import waitlist
from .models import AccessLogEntry, Booking, Offer, WaitlistEntry

SECTION = "counselling"
CANCELLED_BOOKING_RETENTION = timedelta(days=7)
PAST_BOOKING_RETENTION = timedelta(days=14)
# Kinds of messages about the end of a waitlist entry.
_FINAL_KINDS = ("closed", "withdrawn", "lapsed", "unreached")


def purge(before: datetime) -> int:
    """Erase bookings and waitlist entries past their retention, and old log entries; return the number of rows.

    Bookings are erased 7 days after their cancellation or 14 days after their end, waitlist entries once closed or
    expired.
    """
    cancelled = Q(state=Booking.State.CANCELLED, cancelled_at__lt=before - CANCELLED_BOOKING_RETENTION)
    past = Q(slot__ends_at__lt=before - PAST_BOOKING_RETENTION)
    is_closed = (~Q(state=WaitlistEntry.State.WAITING) & ~Q(pk__in=_entries_to_notify())) | Q(ends_at__lt=before)
    erased = _BOOKINGS.erase(Booking.objects.filter(cancelled | past))
    return erased + _WAITLIST.erase(WaitlistEntry.objects.filter(is_closed)) + access_log.purge(before)


def _entries_to_notify() -> list[int]:
    """Return the waitlist entries whose persons still have to be notified: closed by the house, or with an offer that
    was withdrawn or has lapsed.
    """
    waiting = Message.objects.filter(section=SECTION, kind__in=_FINAL_KINDS).open().values_list("subject", flat=True)
    keys = {"waitlist_entry": [], "offer": []}
    for subject in waiting:
        name, _colon, number = subject.partition(":")
        if name in keys:
            keys[name].append(int(number))
    offered = Offer.objects.filter(pk__in=keys["offer"]).exclude(waitlist_entry=None)
    return [*keys["waitlist_entry"], *offered.values_list("waitlist_entry", flat=True)]


def export(contact: str) -> list[dict]:
    """Return all data of counselling about a mail address or phone number."""
    return _BOOKINGS.export(contact) + _WAITLIST.export(contact)


def log_export(user, contact: str) -> None:
    """Log that a member of staff has read the result of `export`."""
    access_log.log(user, AccessLogEntry.How.EXPORT, _BOOKINGS.of_contact(contact))
    access_log.log_waitlist(user, AccessLogEntry.How.EXPORT, _WAITLIST.of_contact(contact))


@transaction.atomic
def erase_person(contact: str) -> int:
    """Cancel a person's future bookings without notification and erase all records; return the number erased."""
    return _BOOKINGS.erase_person(contact) + _WAITLIST.erase_person(contact)


def _cancel(row):
    # Includes persons cancelled by the house: other slots may be reserved for them.
    if row.state in (*Booking.EXPECTED, Booking.State.CANCELLED) and row.slot.ends_at > clock.now():
        booking.cancel(row, by=Booking.By.PERSON, by_staff=True)


def _booking_data(row) -> dict:
    needs = [
        str(row.interpreter or ""),
        _("ohne Stufen") if row.needs_step_free else "",
        _("in Begleitung") if row.brings_companion else "",
    ]
    about = {_("Beratung"): row.topic.name, _("Zeit"): row.slot.starts_at}
    return {**visitor_data(row, about, ("note",)), _("Wünsche"): ", ".join(filter(None, needs))}


def _waitlist_data(row) -> dict:
    return {
        _("Warteliste"): row.topic.name,
        _("Name"): row.name,
        _("Erreichbar unter"): row.contact,
        _("Sprache"): str(row.interpreter or ""),
        _("seit"): row.created_at,
    }


def _subjects_of(name):
    """Return a function from primary keys of rows to their subjects and those of the offers to these persons."""

    def subjects(keys):
        offers = Offer.objects.filter(**{f"{name}__in": keys}).order_by().values_list("pk", flat=True)
        return [*(subject_name(key, name) for key in keys), *(subject_name(key, "offer") for key in offers)]

    return subjects


_BOOKINGS = VisitorRecords(
    SECTION,
    Booking,
    _booking_data,
    related=("slot", "topic", "interpreter"),
    release=_cancel,
    count=statistics.add_to_permanent_counts,
    subjects_of=_subjects_of("booking"),
)
_WAITLIST = VisitorRecords(
    SECTION,
    WaitlistEntry,
    _waitlist_data,
    related=("topic", "interpreter"),
    release=waitlist.leave,
    subjects_of=_subjects_of("waitlist_entry"),
)
