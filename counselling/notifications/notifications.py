"""Telling persons what became of their appointment, and that it is near; what it says is written in `letters`."""

from datetime import datetime, timedelta

from counselling.models import Booking, Offer, WaitlistEntry
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel

from .messages import ROOM, subject_of

REMINDER_LEAD_TIME = timedelta(days=2)
FRESH = timedelta(hours=12)
# Who left a number only has read it on the screen or heard it at the desk: nobody calls to say it again.
SEEN_AT_ONCE = {"confirmed"}


def notify(record: Booking | WaitlistEntry | Offer, kind: str, once: str = "") -> None:
    """Have a person told something about their record, by their own way; who has left no way knows it already.

    Kinds are those of `letters.KINDS`. `once` makes two of a kind about a record the same message.
    """
    notice = _notice(record, kind, once)
    if notice:
        messages.notify(notice)


def call_off(record: Booking | WaitlistEntry | Offer, *kinds: str) -> None:
    """What was to be told about a record is not true any more; of these kinds, or all."""
    messages.cancel(ROOM, subject_of(record), kinds)


def channel_of(person: Booking | WaitlistEntry) -> str:
    """By which way somebody is told; "" where there is none."""
    if person.email:
        return Channel.MAIL
    return Channel.PHONE if person.phone else ""


def remind(now: datetime) -> int:
    """Tell everybody who comes within two days; each once for each time. Returns how many."""
    # Whoever books so late has just read everything.
    soon = Booking.objects.begins_between(now, now + REMINDER_LEAD_TIME).filter(created_at__lt=now - FRESH)
    notices = [_notice(row, "reminder", row.slot.starts_at.isoformat()) for row in soon.select_related("slot")]
    told = [notice for notice in notices if notice]
    messages.notify_all(told)
    return len(told)


def refused(kind: str, subject: str) -> None:
    """There is no mailbox of that address: who left a number as well is called."""
    model, _colon, number = subject.partition(":")
    known = (
        {"booking": Booking, "waitlist_entry": WaitlistEntry, "offer": Offer}[model].objects.filter(pk=number).first()
    )
    person = _person(known) if known else None
    if person and person.phone:
        messages.reroute(ROOM, subject, Channel.PHONE)


def _notice(record, kind, once):
    channel = channel_of(_person(record))
    if not channel or (channel == Channel.PHONE and kind in SEEN_AT_ONCE):
        return None
    return messages.Notice(ROOM, kind, subject_of(record), channel, once)


def _person(record) -> Booking | WaitlistEntry:
    return (record.booking or record.waitlist_entry) if isinstance(record, Offer) else record
