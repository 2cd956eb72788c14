"""Move a booking to another slot."""

from django.db import transaction

from counselling.models import Booking, Slot
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion

from .cancellation_deadline import refuse_after_cancellation_deadline
from .offers import offering
from .refusals.conditions import refuse_at_desk
from .refusals.errors import GONE, BookingRefused
from .refusals.optimistic_locking import refuse_if_changed
from .slots.assignment import assign
from .slots.booking_locks import lock_and_reload
from .slots.cooling import release_slot
from .slots.holds import require_available

_BY, _STATE = Booking.By, Booking.State


@transaction.atomic
def move(
    booking: Booking,
    slot_pk: int,
    by: str = _BY.PERSON,
    *,
    by_staff: bool = False,
    client: str = "",
    without_notification: bool = False,
    expected_version: str | None = None,
) -> Booking:
    """Move a booking to another slot and release the old one. Raise `BookingRefused` if that is not possible, or if the
    booking has changed since `expected_version`.

    The house (`by`), and staff on behalf of a person (`by_staff`), may use urgent and cooling slots, and may book past
    the closing time. A person who moves and left only a phone number is not called about it; with
    `without_notification` nobody is notified, because staff inform the person themselves.
    """
    row, slots = lock_and_reload(booking, slot_pk)
    now = clock.now()
    if row.slot_id == slot_pk and row.state in Booking.EXPECTED:
        return row
    refuse_if_changed(row, expected_version)
    if row.state not in Booking.EXPECTED:
        raise BookingRefused(GONE)
    _refuse_move(row, slots.get(slot_pk), by == _BY.HOUSE or by_staff, now)
    offering.withdraw_offers(row, slots)
    old = slots[row.slot_id]
    row.moved_from = old.starts_at
    assign(row, slots[slot_pk], row.state)
    release_slot(old, client=client)
    _notify_moved(row, by, without_notification)
    return row


def _refuse_move(row, slot, is_at_desk, now):
    fits = slot is not None and Slot.objects.for_topic(row.topic).filter(pk=slot.pk).exists()
    if is_at_desk:
        refuse_at_desk(slot if fits else None, now)
        return
    refuse_after_cancellation_deadline(row)
    require_available(slot if fits else None, row.topic, now, is_urgent=row.slot.is_urgent)


def _notify_moved(row, by, without_notification):
    if row.state == _STATE.UNCONFIRMED:
        return  # the pending confirmation mail states the new slot
    notifications.cancel(row)
    if not without_notification and (row.email or by == _BY.HOUSE):
        notifications.notify(row, "moved", occasion=new_occasion(), by_staff=by == _BY.HOUSE)
