"""The status of a booking, as shown on the person's own page."""

from datetime import date

from django.utils.timezone import localdate

from counselling.models import Booking, Offer, WaitlistEntry
from counselling.notifications.interpreting import interpreting_in_words
from counselling.notifications.messages import moment_in_words, when_in_words
from counselling.retention import CANCELLED_BOOKING_RETENTION, PAST_BOOKING_RETENTION
from kasch_site.common import clock
from kasch_site.house.stationery import data_controller
from kasch_site.messaging.reminders import reminder_day
from kasch_site.messaging.visitor_messages import channel_of

from .cancellation_deadline import cancellation_deadline
from .rebooking import booked_again

OVER = "over"


def state_shown(booking: Booking) -> str:
    """Return the state to show: that of the booking, unless it is over or was not confirmed in time."""
    now = clock.now()
    if booking.state == Booking.State.CANCELLED:
        return booking.state
    if booking.slot.ends_at <= now:
        return OVER
    if booking.state == Booking.State.UNCONFIRMED and booking.confirm_until <= now:
        return Booking.State.CANCELLED.value
    return booking.state


def status_of(booking: Booking) -> dict:
    """Return the template context for the page of a booking."""
    state, now = state_shown(booking), clock.now()
    is_expected = state in Booking.EXPECTED
    # After a cancellation by the house, the slots offered instead stay reserved until they are answered.
    offers = open_offers(booking) if is_expected or booking.cancelled_by == Booking.By.HOUSE else []
    again = booked_again(booking) if state == Booking.State.CANCELLED else None
    is_booked_again = again is not None and again.is_active
    return {
        "booking": booking,
        "again": when_in_words(again.slot) if is_booked_again else "",
        "interpreting": interpreting_in_words(booking, names_counsellor=True) if is_expected else [],
        "slot": booking.slot,
        "room": booking.slot.room,
        "when": when_in_words(booking.slot),
        "old": moment_in_words(booking.moved_from) if is_expected and booking.moved_from else "",
        "state": state,
        "is_expected": is_expected,
        "offers": offers,
        "may_change": is_expected and now < cancellation_deadline(booking),
        # After a cancellation or a missing confirmation, the person may choose a slot again without retyping anything.
        "may_return": state == Booking.State.CANCELLED and not is_booked_again and booking.topic.is_published(),
        "reminded_on": _reminded_on(booking) if state == Booking.State.BOOKED else None,
        "days_kept": (CANCELLED_BOOKING_RETENTION if state == Booking.State.CANCELLED else PAST_BOOKING_RETENTION).days,
    }


def _reminded_on(booking) -> date | None:
    """Return the day of the reminder; None if the person was informed of all details shortly before."""
    if not channel_of(booking):
        return None
    day = reminder_day(booking.slot.starts_at, by_phone=not booking.email)
    return day if day > max(clock.today(), localdate(booking.created_at)) else None


def open_offers(person: Booking | WaitlistEntry) -> list[Offer]:
    """Return the open offers of a person, ordered by start."""
    offers = person.offers.open().filter(until__gt=clock.now()).select_related("slot__room")
    return list(offers.order_by("slot__starts_at"))


def data_protection_context() -> dict:
    """Return the context of the two sentences on data protection, for every page."""
    return {
        "kept": PAST_BOOKING_RETENTION.days,
        "kept_cancelled": CANCELLED_BOOKING_RETENTION.days,
        "responsible": data_controller(),
    }
