"""Record that an interpreter has been ordered for an appointment."""

from django.db import transaction

from counselling.models import Booking
from counselling.notifications import notifications

from .refusals.errors import GONE, BookingRefused
from .refusals.optimistic_locking import refuse_if_changed
from .slots.booking_locks import lock_slot_and_reload


@transaction.atomic
def set_ordered(booking: Booking, *, is_ordered: bool, expected_version: str | None = None) -> Booking:
    """Record whether an interpreter is ordered; if so, notify the person.

    Raise `BookingRefused`, also if the booking has changed since `expected_version`.
    """
    row = lock_slot_and_reload(booking)
    if row.interpreter_ordered != is_ordered:
        refuse_if_changed(row, expected_version)
    if row.state not in Booking.EXPECTED or row.interpreter is None:
        raise BookingRefused(GONE)
    if row.interpreter_ordered != is_ordered:
        row.interpreter_ordered = is_ordered
        row.save(update_fields=["interpreter_ordered"])
        notifications.cancel(row, "interpreter")
        if is_ordered:
            notifications.notify(row, "interpreter", occasion=str(row.slot_id))
    return row
