"""The records that a message is about, and whether it still applies when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counselling.models import Booking, Offer, WaitlistEntry
from kasch_site.messaging.reminders import is_reminder_due


@dataclass(frozen=True, slots=True)
class MessageData:
    """The records of a message: a booking or waitlist entry, and the slots offered to it."""

    person: Booking | WaitlistEntry
    offers: list[Offer]

    @property
    def booking(self) -> Booking | None:
        """Return the booking; None for a waitlist entry."""
        return self.person if isinstance(self.person, Booking) else None

    def withdrawn(self, now: datetime) -> list[Offer]:
        """Return the offers to the person that the house has ended, by start."""
        return list(self.person.offers.withdrawn(now).select_related("slot").order_by("slot__starts_at"))


def load(subject: str) -> MessageData | None:
    """Return the records of the message with this subject; None if they do not exist any more."""
    kind, _colon, number = subject.partition(":")
    if kind == "offer":
        row = (
            Offer.objects.select_related("slot__room", "booking__slot__room", "booking__topic", "waitlist_entry__topic")
            .filter(pk=number)
            .first()
        )
        return row and MessageData(row.person, [row])
    bookings = Booking.objects.select_related("slot__room", "slot__counsellor", "interpreter", "topic")
    waitlist_entries = WaitlistEntry.objects.select_related("topic")
    row = (bookings if kind == "booking" else waitlist_entries).filter(pk=number).first()
    return row and MessageData(row, list(row.offers.open().select_related("slot__room").order_by("slot__starts_at")))


def _is_upcoming(data, now, *states):
    row = data.booking
    return row is not None and row.state in states and row.slot.ends_at > now


def _is_offered(data, now):
    return any(offer.state == Offer.State.OPEN and offer.until > now for offer in data.offers)


def is_by_house(data: MessageData) -> bool:
    """Return whether the message is about a booking that the house has cancelled."""
    return data.booking is not None and data.booking.cancelled_by == Booking.By.HOUSE


def _has_lapsed(data, now):
    row = data.booking
    if any(offer.state == Offer.State.LAPSED for offer in data.offers):
        return True
    return row is not None and row.state == Booking.State.CANCELLED and row.cancelled_by == Booking.By.NOBODY


def _has_lost_an_offer(data, now):
    row = data.booking
    is_concerned = row is None or row.state in Booking.EXPECTED or is_by_house(data)
    return is_concerned and bool(data.withdrawn(now))


def _is_booked(data, now):
    return _is_upcoming(data, now, Booking.State.BOOKED)


def _is_reminded(booking, now):
    start = booking.slot.starts_at
    return start > now and is_reminder_due(start, now, by_phone=not booking.email)


_STILL_APPLIES: dict[str, Callable[[MessageData, datetime], bool]] = {
    "confirmed": _is_booked,
    "moved": _is_booked,
    "interpreter": lambda data, now: _is_booked(data, now) and data.booking.interpreter_ordered,
    "reminder": lambda data, now: _is_booked(data, now) and _is_reminded(data.booking, now),
    "confirm_entry": lambda data, now: (
        data.booking is None
        and data.person.state == WaitlistEntry.State.WAITING
        and data.person.must_confirm
        and data.person.ends_at > now
    ),
    "confirm_email": lambda data, now: (
        _is_upcoming(data, now, Booking.State.UNCONFIRMED) and data.booking.confirm_until > now
    ),
    "cancelled": lambda data, now: _is_upcoming(data, now, Booking.State.CANCELLED),
    "instead": _is_offered,
    "earlier": _is_offered,
    "free": _is_offered,
    "lapsed": _has_lapsed,
    "unreached": _has_lapsed,
    "withdrawn": _has_lost_an_offer,
    "closed": lambda data, now: data.booking is None and data.person.state == WaitlistEntry.State.LEFT,
}
# Kinds that do not invite anybody: all others are not sent about a topic that residents do not see.
_WITHOUT_INVITATION = {"cancelled", "closed", "lapsed", "unreached", "withdrawn"}


def applies(kind: str, data: MessageData, now: datetime) -> bool:
    """Return whether a message of this kind still applies; no message invites to a topic that is not published."""
    is_seen = kind in _WITHOUT_INVITATION or data.person.topic.is_published(now)
    return is_seen and _STILL_APPLIES[kind](data, now)
