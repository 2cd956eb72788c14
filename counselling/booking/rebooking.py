"""Book again with the details of a booking that is cancelled or was not confirmed in time."""

from uuid import UUID, uuid5

from django.db import transaction

from counselling.models import Booking
from counselling.notifications import notifications
from kasch_site.common import clock

from . import bookings
from .offers import offering
from .person import Person
from .refusals.errors import STILL_BOOKED, BookingRefused
from .slots import booking_locks
from .slots.assignment import cancel_and_release
from .slots.holds import require_available


def booked_again(booking: Booking) -> Booking | None:
    """Return the latest booking that was made in place of this one; None if there is none."""
    latest, following = None, _following(booking)
    while following:
        latest, following = following, _following(following)
    return latest


@transaction.atomic
def book_again(booking: Booking, slot_pk: int, client: str = "") -> Booking:
    """Book another slot with the details of a booking that is cancelled or lapsed; return the new booking. Idempotent.

    Slots that are still offered in place of the old booking are released. Nobody is notified about its end: a
    cancellation has been announced, and a booking that lapses here is followed by the new one. `client` identifies the
    visitor (`client_of`). Raise `BookingRefused` if the old booking still holds or if the slot is not available.
    """
    latest = booked_again(booking) or booking
    if latest.pk != booking.pk and latest.is_active:
        return latest
    row, slots = booking_locks.lock_and_reload(latest, slot_pk)
    following = _following(row)
    if following:  # two requests at the same time
        return following
    now = clock.now()
    has_lapsed = row.state == Booking.State.UNCONFIRMED and row.confirm_until <= now
    if row.is_active and not has_lapsed:
        raise BookingRefused(STILL_BOOKED)
    slot = slots.get(slot_pk)
    fits = slot is not None and slot.is_for(row.topic)
    require_available(slot if fits else None, row.topic, now, is_urgent=row.slot.is_urgent)
    offering.withdraw_offers(row, slots)
    if has_lapsed:
        row.slot = slots[row.slot_id]
        cancel_and_release(row, Booking.By.NOBODY, client)
    notifications.cancel(row)
    return bookings.create(slot, row.topic, Person.of(row), _key(row), client)


def _key(booking) -> UUID:
    """Return the idempotency key of the booking that follows this one."""
    return uuid5(booking.idempotency_key, "again")


def _following(booking):
    return Booking.objects.select_related("slot__room", "topic").sent_with(_key(booking))
