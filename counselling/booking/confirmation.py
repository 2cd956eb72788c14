"""Confirmation of mail addresses: only a link that was sent to the address proves it."""

from datetime import timedelta

from counselling.models import Booking
from kasch_site.common import clock

from .slots.expiry import schedule_expiry

CONFIRM_WITHIN = timedelta(hours=1)


def must_confirm(booking: Booking) -> bool:
    """Return whether the booking still needs a proof that its mail address belongs to the person."""
    is_asked = booking.topic.confirms_email and bool(booking.email) and not booking.at_desk
    return is_asked and booking.email_confirmed_at is None


def ask_to_confirm(booking: Booking) -> None:
    """Set the deadline of the confirmation and have it checked; the caller saves the booking as unconfirmed."""
    booking.confirm_until = clock.now() + CONFIRM_WITHIN
    schedule_expiry(booking.confirm_until)
