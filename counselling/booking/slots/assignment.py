"""Assign a slot to a booking, and take it away again. All changes of bookings are composed of these two.

Callers must hold the row locks of the slots concerned (`slot_locks`).
"""

from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction

from counselling.booking.refusals.errors import TAKEN, BookingRefused
from counselling.models import Booking, Slot
from kasch_site.common import clock

from .cooling import release_slot
from .slot_locks import set_state

_ASSIGNMENT_FIELDS = (
    "email_confirmed_at",
    "slot",
    "state",
    "confirm_until",
    "cancelled_by",
    "cancelled_at",
    "moved_from",
    "interpreter_ordered",
    "informed_at",
)


def assign(row: Booking, slot: Slot, state: str) -> None:
    """Assign a slot to a new or existing booking. Raise `BookingRefused` if the slot is taken in spite of the locks."""
    set_state(slot, Slot.State.BOOKED)
    try:
        with transaction.atomic():
            save_assignment(row, slot, state)
    except IntegrityError as error:
        raise_slot_taken(error)


def save_assignment(row: Booking, slot: Slot, state: str) -> None:
    """Assign a slot that is already marked as booked; the second half of `assign`. Raise `IntegrityError` if taken."""
    row.slot, row.state = slot, state
    row.cancelled_by, row.cancelled_at = "", None
    row.informed_at = clock.now()  # the person has chosen the time, or a message about it follows
    row.interpreter_ordered = False  # ordered for another time
    if state != Booking.State.UNCONFIRMED:
        row.confirm_until = None
    if row.pk:
        row.save(update_fields=_ASSIGNMENT_FIELDS)
    else:
        row.save(force_insert=True)


def raise_slot_taken(error: IntegrityError) -> NoReturn:
    """Raise `BookingRefused` for a violation of the one-booking-per-slot constraint; re-raise any other error."""
    # PostgreSQL names the constraint, SQLite the column.
    if "never_two_at_one_time" in str(error) or "counselling_booking.slot_id" in str(error):
        raise BookingRefused(TAKEN, is_taken=True) from error
    raise error


def booking_sent_concurrently(idempotency_key: UUID, error: IntegrityError) -> Booking:
    """Return the booking of the same form when two concurrent requests each found a slot; only one is created."""
    existing = Booking.objects.select_related("slot").sent_with(idempotency_key)
    return existing or raise_slot_taken(error)


def cancel_and_release(row: Booking, by: str, client: str = "") -> None:
    """Cancel a booking and release its slot."""
    row.state, row.confirm_until = Booking.State.CANCELLED, None
    row.cancelled_by, row.cancelled_at = by, clock.now()
    row.save(update_fields=_ASSIGNMENT_FIELDS)
    release_slot(row.slot, client=client)
