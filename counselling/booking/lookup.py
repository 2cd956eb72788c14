"""Look up a record without an account: by the token of a link, or by code and name."""

from django.db.models import Q

from counselling.models import Booking, Offer, WaitlistEntry
from counselling.notifications.links import ANSWER, CONFIRM, CONFIRM_ENTRY, MANAGE, WAIT
from counselling.retention import CANCELLED_BOOKING_RETENTION, PAST_BOOKING_RETENTION
from kasch_site.common import clock
from kasch_site.visitors.web.look_up import by_code


def booking_by_token(token: str) -> Booking | None:
    """Return the booking for a token; None for unknown, unrelated and expired tokens alike."""
    return MANAGE.find(_bookings(), token)


def booking_to_confirm(token: str) -> Booking | None:
    """Return the booking whose mail address this token confirms; None as for `booking_by_token`."""
    return CONFIRM.find(_bookings(), token)


def waitlist_entry_to_confirm(token: str) -> WaitlistEntry | None:
    """Return the waitlist entry whose mail address this token confirms; None as for `booking_by_token`."""
    entries = WaitlistEntry.objects.filter(ends_at__gt=clock.now()).select_related("topic")
    return CONFIRM_ENTRY.find(entries, token)


def booking_by_code(code: str, letters: str) -> Booking | None:
    """Return the booking with this code (as stored) whose name begins with `letters`; None for any mismatch."""
    return by_code(_bookings(), code, letters)


def offer_by_token(token: str) -> Offer | None:
    """Return the offer that is answered with this token; None as for `booking_by_token`."""
    offers = Offer.objects.select_related(
        "slot__room", "booking__slot__room", "booking__topic", "waitlist_entry__topic"
    )
    return ANSWER.find(offers, token)


def waitlist_entry_by_token(token: str) -> WaitlistEntry | None:
    """Return the waitlist entry for this token; None as for `booking_by_token`."""
    return WAIT.find(WaitlistEntry.objects.filter(ends_at__gt=clock.now()).select_related("topic"), token)


def _bookings():
    """Return bookings within their retention period, whether or not the purge has run."""
    now = clock.now()
    is_retained = Q(slot__ends_at__gt=now - PAST_BOOKING_RETENTION) & (
        Q(cancelled_at=None) | Q(cancelled_at__gt=now - CANCELLED_BOOKING_RETENTION)
    )
    return Booking.objects.filter(is_retained).select_related("slot__room", "slot__counsellor", "topic", "interpreter")
