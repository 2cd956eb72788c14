"""Record that an interpreter is ordered for an appointment."""

from django.db import transaction

from counselling.models import Booking
from counselling.notifications import notifications

from .refusals.errors import GONE, BookingRefused
from .refusals.seen import refuse_unless_seen
from .slots.booking_locks import lock_slot_and_reload


@transaction.atomic
def set_ordered(booking: Booking, *, is_ordered: bool, seen: str | None = None) -> Booking:
    """Record whether an interpreter is ordered, and notify the person of one that is.

    Raise `BookingRefused`, also if the booking is not as staff have `seen` it.
    """
    row = lock_slot_and_reload(booking)
    if row.interpreter_ordered != is_ordered:
        refuse_unless_seen(row, seen)
    if row.state not in Booking.EXPECTED or row.interpreter is None:
        raise BookingRefused(GONE)
    if row.interpreter_ordered != is_ordered:
        row.interpreter_ordered = is_ordered
        row.save(update_fields=["interpreter_ordered"])
        notifications.cancel(row, "interpreter")
        if is_ordered:
            notifications.notify(row, "interpreter", occasion=str(row.slot_id))
    return row
