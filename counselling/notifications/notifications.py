"""Notify persons about their bookings and remind them; the texts are in `messages`."""

from datetime import datetime

from counselling.models import Booking, Offer, WaitlistEntry
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel
from kasch_site.messaging.reminders import longest_lead_time
from kasch_site.messaging.visitor_messages import VisitorMessages

from .links import SECTION, SUBJECT_NAMES, subject_of


def person_of(record: Booking | WaitlistEntry | Offer) -> Booking | WaitlistEntry:
    """Return the booking or waitlist entry that a record belongs to."""
    return record.person if isinstance(record, Offer) else record


_REQUESTED_KINDS = frozenset(
    {"confirm_email", "confirm_entry", "confirmed", "cancelled", "moved", "lapsed", "unreached"}
)
_messages = VisitorMessages(SECTION, frozenset({"confirmed"}), _REQUESTED_KINDS, subject_of, person_of)
# Kinds are those of `messages.KINDS`.
notify, cancel, is_waiting = _messages.notify, _messages.cancel, _messages.is_waiting
is_undelivered = _messages.is_undelivered


def is_announced(offer: Offer) -> bool:
    """Return whether the person may have read of an offer: in a message of its own or, for a slot offered in place of a
    cancelled appointment, in the message about the cancellation.
    """
    if offer.booking and offer.booking.state == Booking.State.CANCELLED:
        return not is_waiting(offer.booking, "instead")
    return not is_waiting(offer, "earlier", "free")


def remind(now: datetime) -> int:
    """Remind everybody with an appointment within two days, once per slot. Return the number of reminders."""
    soon = Booking.objects.beginning_between(now, now + longest_lead_time()).select_related("slot")
    return _messages.remind(soon, now, start_of=lambda row: row.slot.starts_at)


def handle_rejected_address(kind: str, subject: str) -> None:
    """Handle a rejected mail address: queue a call if the person also left a number."""
    name, _colon, number = subject.partition(":")
    model = next(model for model, known_as in SUBJECT_NAMES.items() if known_as == name)
    record = model.objects.filter(pk=number).first()
    if record and person_of(record).phone:
        messages.reroute(SECTION, subject, Channel.PHONE)
