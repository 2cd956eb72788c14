"""The stock-taking: each time is in exactly one state, and all other records agree with it."""

from collections import Counter

from counselling.models import Booking, Offer, Slot
from kasch_site.common import clock
from kasch_site.messaging.models import Message

STATES = Slot.State


def take_stock() -> Counter:
    """How many times are in each state; fails where the times and the appointments, offers and messages disagree."""
    slots = dict(Slot.objects.values_list("pk", "state"))
    count = Counter(slots.values())
    assert sum(count[state] for state in STATES) == len(slots), f"a time in no state: {count}"
    taken = Counter(Booking.objects.active().order_by().values_list("slot_id", flat=True))
    doubles = {pk for pk, number in taken.items() if number > 1}
    assert not doubles, f"two at one time: {doubles}"
    assert set(taken) == {pk for pk, state in slots.items() if state == STATES.BOOKED}
    offered = Counter(Offer.objects.open().order_by().values_list("slot_id", flat=True))
    assert offered == Counter(pk for pk, state in slots.items() if state == STATES.OFFERED)
    # Nobody keeps an offer who has no use for it any more.
    useless = Offer.objects.open().filter(booking__state="cancelled").exclude(booking__cancelled_by="house")
    assert not useless.exists()
    assert not Offer.objects.open().filter(waitlist_entry__state="done").exists()
    # Nobody is told what is not true any more.
    gone = {f"booking:{pk}" for pk in Booking.objects.filter(state="cancelled").values_list("pk", flat=True)}
    assert not Message.objects.open().filter(subject__in=gone, kind__in=["confirmed", "moved", "reminder"]).exists()
    return count


def nothing_is_due() -> None:
    """After tidying nothing is left over whose term has ended."""
    assert not Slot.objects.lapsed(clock.now()).exists()
    assert not Booking.objects.filter(state="unconfirmed", confirm_until__lte=clock.now()).exists()
