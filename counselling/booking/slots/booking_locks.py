"""Load a booking with the row locks of the slots that a change of it involves."""

from counselling.booking.refusals.errors import GONE, BookingRefused
from counselling.models import Booking, Slot

from .slot_locks import lock_slots


def lock_and_reload(booking: Booking, *more_slot_pks: int) -> tuple[Booking, dict[int, Slot]]:
    """Return the current booking and, locked, the slots it involves: its own, offered ones and `more_slot_pks`.

    Raise `BookingRefused` if the booking has been erased.
    """

    def slot_pks_to_lock():
        own_slot = set(Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True))
        offered_slots = booking.offers.open().order_by().values_list("slot_id", flat=True)
        return own_slot | set(offered_slots) | set(more_slot_pks)

    slots = lock_slots(slot_pks_to_lock)
    row = Booking.objects.select_related("slot__room", "topic").filter(pk=booking.pk).first()
    if row is None:
        raise BookingRefused(GONE)
    return row, slots


def lock_slot_and_reload(booking: Booking) -> Booking:
    """Return the current booking; the lock of its slot serialises all changes.

    Raise `BookingRefused` if the booking has been erased.
    """
    return lock_and_reload(booking)[0]
