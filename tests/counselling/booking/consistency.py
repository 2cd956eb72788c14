"""Consistency checks: each slot is in exactly one state, and all other records agree with it."""

from collections import Counter

from counselling.models import Booking, Offer, Slot
from kasch_site.common import clock
from kasch_site.messaging.models import Message

STATES = Slot.State


def check_consistency() -> Counter:
    """Return the number of slots in each state; fail if slots, bookings, offers and messages disagree."""
    slots = dict(Slot.objects.values_list("pk", "state"))
    count = Counter(slots.values())
    assert sum(count[state] for state in STATES) == len(slots), f"a slot in no state: {count}"
    taken = Counter(Booking.objects.active().order_by().values_list("slot_id", flat=True))
    double_booked = {pk for pk, number in taken.items() if number > 1}
    assert not double_booked, f"slots with two bookings: {double_booked}"
    assert set(taken) == {pk for pk, state in slots.items() if state == STATES.BOOKED}
    offered = Counter(Offer.objects.open().order_by().values_list("slot_id", flat=True))
    assert offered == Counter(pk for pk, state in slots.items() if state == STATES.OFFERED)
    # No offer stays open after its booking or waitlist entry has ended.
    obsolete = Offer.objects.open().filter(booking__state="cancelled").exclude(booking__cancelled_by="house")
    assert not obsolete.exists()
    assert not Offer.objects.open().filter(waitlist_entry__state="done").exists()
    # No message about a cancelled booking is still waiting.
    subjects = {f"booking:{pk}" for pk in Booking.objects.filter(state="cancelled").values_list("pk", flat=True)}
    assert not Message.objects.open().filter(subject__in=subjects, kind__in=["confirmed", "moved", "reminder"]).exists()
    return count


def check_nothing_is_due() -> None:
    """Fail if a slot or a booking has expired and was not processed."""
    assert not Slot.objects.lapsed(clock.now()).exists()
    assert not Booking.objects.filter(state="unconfirmed", confirm_until__lte=clock.now()).exists()
