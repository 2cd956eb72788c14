"""Notify persons about their bookings and remind them; the texts are in `messages`."""

from datetime import datetime, timedelta

from counselling.models import Booking, Offer, WaitlistEntry
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel

from .messages import SECTION, subject_of

REMINDER_LEAD_TIME = timedelta(days=2)
MIN_AGE_FOR_REMINDER = timedelta(hours=12)
# Persons who left only a number have seen this on screen or heard it at the desk: no call is made.
NO_CALL_KINDS = {"confirmed"}
# What a form or a link causes; anybody may have typed the address (`messaging.caps`).
REQUESTED_KINDS = {"confirm_email", "confirmed", "cancelled", "moved", "lapsed"}


def notify(record: Booking | WaitlistEntry | Offer, kind: str, occasion: str = "", *, by_house: bool = False) -> None:
    """Queue a notification about a record on the person's channel; do nothing if they left no contact details.

    Kinds are those of `messages.KINDS`. `occasion` is an idempotency key for a kind and record. What the house causes
    (`by_house`) has no cap per mailbox.
    """
    notice = _notice(record, kind, occasion, by_house=by_house)
    if notice:
        messages.notify(notice)


def cancel(record: Booking | WaitlistEntry | Offer, *kinds: str) -> None:
    """Cancel pending notifications about a record: of these kinds, or all."""
    messages.cancel(SECTION, subject_of(record), kinds)


def channel_of(person: Booking | WaitlistEntry) -> str:
    """Return the channel on which a person is notified; "" if there is none."""
    if person.email:
        return Channel.MAIL
    return Channel.PHONE if person.phone else ""


def remind(now: datetime) -> int:
    """Remind everybody with an appointment within two days, once per slot. Return the number of reminders."""
    # Persons who booked this late have just read all the details.
    soon = Booking.objects.begins_between(now, now + REMINDER_LEAD_TIME).filter(
        created_at__lt=now - MIN_AGE_FOR_REMINDER
    )
    notices = [_notice(row, "reminder", row.slot.starts_at.isoformat()) for row in soon.select_related("slot")]
    to_send = [notice for notice in notices if notice]
    messages.notify_all(to_send)
    return len(to_send)


def handle_rejected_address(kind: str, subject: str) -> None:
    """Handle a rejected mail address: queue a call if the person also left a number."""
    model, _colon, number = subject.partition(":")
    record = (
        {"booking": Booking, "waitlist_entry": WaitlistEntry, "offer": Offer}[model].objects.filter(pk=number).first()
    )
    person = _person(record) if record else None
    if person and person.phone:
        messages.reroute(SECTION, subject, Channel.PHONE)


def _notice(record, kind, occasion, *, by_house=False):
    channel = channel_of(_person(record))
    if not channel or (channel == Channel.PHONE and kind in NO_CALL_KINDS):
        return None
    is_requested = kind in REQUESTED_KINDS and not by_house
    return messages.Notice(SECTION, kind, subject_of(record), channel, occasion, is_requested=is_requested)


def _person(record) -> Booking | WaitlistEntry:
    return (record.booking or record.waitlist_entry) if isinstance(record, Offer) else record
