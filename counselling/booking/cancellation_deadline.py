"""The deadline until which a person can cancel or move an appointment."""

from datetime import datetime

from counselling.models import Booking
from kasch_site.common import clock

from .refusals.errors import BEGUN, BookingRefused


def cancellation_deadline(booking: Booking) -> datetime:
    """Return until when the person can cancel or move the booking: until the appointment begins."""
    return booking.slot.starts_at


def refuse_after_cancellation_deadline(row: Booking) -> None:
    """Raise `BookingRefused` if the deadline has passed and the person is still expected."""
    now = clock.now()
    has_lapsed = row.confirm_until is not None and row.confirm_until <= now
    if row.state in Booking.EXPECTED and not has_lapsed and cancellation_deadline(row) <= now:
        raise BookingRefused(BEGUN)
