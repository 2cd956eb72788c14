"""Confirmation of mail addresses by a link that is sent to them."""

from datetime import timedelta

from counselling.models import Booking
from kasch_site.common import clock

from .slots.expiry import schedule_expiry

CONFIRM_WITHIN = timedelta(hours=1)


def must_confirm(booking: Booking) -> bool:
    """Return whether the mail address of the booking still has to be confirmed."""
    is_asked = booking.topic.confirms_email and bool(booking.email) and not booking.at_desk
    return is_asked and booking.email_confirmed_at is None


def ask_to_confirm(booking: Booking) -> None:
    """Set the deadline of the confirmation and schedule its check; the caller saves the booking as unconfirmed."""
    booking.confirm_until = clock.now() + CONFIRM_WITHIN
    schedule_expiry(booking.confirm_until)
