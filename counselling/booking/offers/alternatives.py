"""Offer other slots in place of a booking that the house cancels."""

from django.db import transaction

from counselling.booking.slots.assignment import cancel_and_release
from counselling.booking.slots.slot_locks import lock_slots
from counselling.models import Booking, Offer, Slot
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion

from .offering import deadline, earliest_start_to_offer, make_offer, withdraw_offers

MAX_ALTERNATIVES = 2


@transaction.atomic
def cancel_and_offer_alternatives(booking: Booking, limit: int = MAX_ALTERNATIVES) -> list[Offer]:
    """Cancel a booking on behalf of the house and offer up to `limit` other slots, in one message.

    The booking counts as cancelled by the house until an offer is accepted. Callers within a longer transaction must
    hold the lock of the booked slot; the offered slots are locked without waiting.
    """
    row, slots = _reload_booking(booking)
    if row.state not in Booking.EXPECTED:
        return []
    withdraw_offers(row, slots, by_house=True)
    row.slot = slots[row.slot_id]
    free_slots = _lock_free_slots(row, limit)
    cancel_and_release(row, Booking.By.HOUSE)
    notifications.cancel(row)
    now = clock.now()
    new_offers = [make_offer(slot, row, deadline(slot, now), notify=False) for slot in free_slots]
    kind = "instead" if new_offers else "cancelled"
    notifications.notify(row, kind, new_occasion(), by_staff=True)
    return new_offers


def _reload_booking(booking):
    def slot_pks_to_lock():
        own_slot = set(Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True))
        return own_slot | set(booking.offers.open().order_by().values_list("slot_id", flat=True))

    slots = lock_slots(slot_pks_to_lock)
    return Booking.objects.select_related("slot__room", "topic").get(pk=booking.pk), slots


def _lock_free_slots(row, limit) -> list[Slot]:
    """Return the next free slots for the booking, locked; skip those locked by others."""
    now = clock.now()
    if not row.topic.is_published(now):
        return []
    free = Slot.objects.for_update(skips=True).free(now).for_topic(row.topic)
    free = free.filter(starts_at__gte=earliest_start_to_offer(row.topic, now)).exclude(pk=row.slot_id)
    if not row.slot.is_urgent:
        free = free.not_urgent()
    return list(free.order_by("starts_at", "pk")[:limit])
