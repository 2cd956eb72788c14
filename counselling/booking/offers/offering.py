"""Offer a slot to one person, and end offers."""

from datetime import datetime, timedelta

from django.db import transaction

from counselling.booking.refusals.errors import HIDDEN, TAKEN, BookingRefused
from counselling.booking.slots.cooling import cool
from counselling.booking.slots.expiry import schedule_expiry
from counselling.booking.slots.slot_locks import lock_slots, set_state
from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry
from counselling.notifications import notifications
from counselling.scheduling.availability import earliest_bookable_start
from kasch_site.common import clock
from kasch_site.house.opening.deadlines import answer_by

# Make no offer that leaves less time than this to answer.
MIN_TIME_TO_ANSWER = timedelta(hours=2)


@transaction.atomic
def offer(
    slot: Slot, *, booking: Booking | None = None, waitlist_entry: WaitlistEntry | None = None, until: datetime
) -> Offer:
    """Offer a free or cooling slot to one person until the given moment and notify them.

    Raise `BookingRefused` if it is neither, or if residents do not see the topic.
    """
    if not (booking or waitlist_entry).topic.is_published():
        raise BookingRefused(HIDDEN)
    rows = lock_slots(lambda: {slot.pk} | ({booking.slot_id} if booking else set()))
    free = rows.get(slot.pk)
    if free is None or not (free.is_free(clock.now()) or free.state == Slot.State.COOLING):
        raise BookingRefused(TAKEN, is_taken=True)
    return make_offer(free, booking or waitlist_entry, until)


def withdraw_offers(person: Booking | WaitlistEntry, slots: dict[int, Slot], *, by_house: bool = False) -> None:
    """End all offers to a person and release their slots. Callers must hold the locks of `slots`.

    An offer that the house ends (`by_house`) after the person may have read of it counts as withdrawn: the message
    about the cancellation names its slot.
    """
    for row in person.offers.open():
        is_announced = by_house and notifications.is_announced(row)
        close(row, Offer.State.WITHDRAWN if is_announced else Offer.State.DECLINED)
        end_reservation(slots[row.slot_id])


def make_offer(slot: Slot, person: Booking | WaitlistEntry, until: datetime, *, notify: bool = True) -> Offer:
    """Reserve a slot for one person until the given moment. Callers must hold the lock of the slot."""
    field = "booking" if isinstance(person, Booking) else "waitlist_entry"
    row = Offer(slot=slot, until=until, made_at=clock.now(), **{field: person})
    row.save(force_insert=True)
    set_state(slot, Slot.State.OFFERED, until=until)
    schedule_expiry(until)
    if notify:
        notifications.notify(row, "free" if isinstance(person, WaitlistEntry) else "earlier")
    return row


def close(row: Offer, state: str) -> None:
    """Set the final state of an offer, and cancel its messages."""
    row.state = state
    row.save(update_fields=["state"])
    notifications.cancel(row)


def end_reservation(slot: Slot) -> None:
    """End the reservation of an offered slot at once, without cooling again, so that it goes to the next person."""
    if slot.state == Slot.State.OFFERED:
        cool(slot, clock.now())


def deadline(slot: Slot, now: datetime) -> datetime:
    """Return until when an offer can be answered: it leaves two open days where the slot allows."""
    return answer_by(now, slot.starts_at - MIN_TIME_TO_ANSWER / 2)


def earliest_start_to_offer(topic: Topic, now: datetime) -> datetime:
    """Return the earliest start of a slot that can be offered now: it leaves time to answer."""
    return max(earliest_bookable_start(topic, now), now) + MIN_TIME_TO_ANSWER
