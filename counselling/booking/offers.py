"""Offer a slot to one person until they answer, and pass on slots that were released.

A released slot cools for a while, then it is offered to the person who has waited longest: a waitlist entry, or a later
booking that asked for an earlier slot. If nobody accepts, it is free for everybody. `process_expired` does all of this,
one slot at a time, each in its own transaction.
"""

from datetime import datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry
from counselling.notifications import notifications
from counselling.scheduling.availability import opens_at
from kasch_site.common import clock
from kasch_site.house.opening.deadlines import answer_by
from kasch_site.messaging.visitor_messages import new_occasion

from . import limits
from .assignment import assign, cancel_and_release
from .confirmation import ask_to_confirm, must_confirm
from .cooling import cool, release_slot
from .errors import HIDDEN, TAKEN, BookingRefused
from .expiry import schedule_expiry
from .slot_locks import locked, set_state
from .waitlist_order import first_in_line, never_offered

__all__ = [
    "accept",
    "cancel_and_offer_alternatives",
    "decline",
    "offer",
    "process_expired",
    "release_slot",
    "withdraw_offers",
]

# Make no offer that leaves less time than this to answer.
MIN_TIME_TO_ANSWER = timedelta(hours=2)
MAX_ALTERNATIVES = 2  # slots offered in place of a booking cancelled by the house
_ENDED = _("Das Angebot gilt nicht mehr. Die Zeit ist weitergegeben worden.")
_WITHDRAWN = _("Diese Zeit können wir Ihnen leider nicht mehr anbieten.")
_OPEN = Offer.State.OPEN


@transaction.atomic
def offer(
    slot: Slot, *, booking: Booking | None = None, waitlist_entry: WaitlistEntry | None = None, until: datetime
) -> Offer:
    """Offer a free or cooling slot to one person until the given moment and notify them.

    Raise `BookingRefused` if it is neither, or if residents do not see the topic.
    """
    if not (booking or waitlist_entry).topic.is_published():
        raise BookingRefused(HIDDEN)
    rows = locked(lambda: {slot.pk} | ({booking.slot_id} if booking else set()))
    free = rows.get(slot.pk)
    if free is None or not (free.is_free(clock.now()) or free.state == Slot.State.COOLING):
        raise BookingRefused(TAKEN, is_taken=True)
    return _offer(free, booking or waitlist_entry, until)


@transaction.atomic
def accept(offer: Offer, *, proves_email: bool = False, client: str = "") -> Booking:
    """Accept an offer: create a booking from a waitlist entry, or move the booking. Idempotent.

    `proves_email`: the link that leads here was sent by mail, so the address counts as confirmed. Without it, an
    address that has to be confirmed is confirmed afterwards. Raise `BookingRefused` if the offer has expired, or if the
    visitor (`client`) has too many appointments.
    """
    row, slots = _reload(offer)
    if row.state == Offer.State.TAKEN:
        return _accepted_booking(row)
    if row.state == Offer.State.WITHDRAWN:
        raise BookingRefused(_WITHDRAWN, is_taken=True)
    if row.state != _OPEN or row.until <= clock.now():
        raise BookingRefused(_ENDED, is_taken=True)
    if not row.person.topic.is_published():
        raise BookingRefused(HIDDEN)
    _close(row, Offer.State.TAKEN)
    slot = slots[row.slot_id]
    if row.booking:
        return _move_to_offered_slot(row, slot, slots, proves_email=proves_email)
    return _book_from_waitlist(row, slot, slots, client)


@transaction.atomic
def decline(offer: Offer) -> None:
    """Decline an offer and release its slot; a waitlist entry stays active for other slots. Idempotent."""
    row, slots = _reload(offer)
    if row.state == _OPEN:
        _close(row, Offer.State.DECLINED)
        _end_reservation(slots[row.slot_id])


@transaction.atomic
def cancel_and_offer_alternatives(booking: Booking, n: int = MAX_ALTERNATIVES) -> list[Offer]:
    """Cancel a booking on behalf of the house and offer up to `n` other slots, in one message.

    The booking counts as cancelled by the house until an offer is accepted. Callers within a longer transaction must
    hold the lock of the booked slot; the offered slots are locked without waiting.
    """
    row, slots = _reload_booking(booking)
    if row.state not in Booking.EXPECTED:
        return []
    withdraw_offers(row, slots)
    row.slot = slots[row.slot_id]
    free_slots = _lock_free_slots(row, n)
    cancel_and_release(row, Booking.By.HOUSE)
    notifications.cancel(row)
    now = clock.now()
    new_offers = [_offer(slot, row, _deadline(slot, now), notify=False) for slot in free_slots]
    kind = "instead" if new_offers else "cancelled"
    notifications.notify(row, kind, new_occasion(), by_staff=True)
    return new_offers


def withdraw_offers(person: Booking | WaitlistEntry, slots: dict[int, Slot]) -> None:
    """End all offers to a person and release their slots. Callers must hold the locks of `slots`."""
    for row in person.offers.open():
        _close(row, Offer.State.DECLINED)
        _end_reservation(slots[row.slot_id])


def process_expired(now: datetime) -> int:
    """Pass on expired holds, cooling periods and offers, and offer free slots to the waitlist; return the number of
    slots.
    """
    expired_slots = list(Slot.objects.lapsed(now).order_by("starts_at", "pk").values_list("pk", flat=True))
    passed_on = sum(_pass_on_expired(pk, now) for pk in expired_slots)
    return passed_on + sum(_offer_free_slot(waitlist_entry, now) for waitlist_entry in never_offered(now))


@transaction.atomic
def _pass_on_expired(pk, now) -> bool:
    person = None

    def slot_pks_to_lock():
        nonlocal person
        person = first_in_line(pk, now, now + MIN_TIME_TO_ANSWER)
        return {pk} | ({person.slot_id} if isinstance(person, Booking) else set())

    slot = locked(slot_pks_to_lock).get(pk)
    if slot is None or slot.until is None or slot.until > now:
        return False
    for expired_offer in Offer.objects.open().filter(slot=slot).select_related("booking", "waitlist_entry"):
        _lapse(expired_offer)
    # Not asked for again: somebody else may be first by now, whose slot is not locked.
    if person and _is_still_waiting(person):
        _offer(slot, person, _deadline(slot, now))
    else:
        set_state(slot, Slot.State.FREE)
    return True


@transaction.atomic
def _offer_free_slot(waitlist_entry, now) -> bool:
    """Offer a free slot (newly generated, or released from a hold) to an entry that has had no offer yet."""
    free = (
        Slot.objects.free(now)
        .for_topic(waitlist_entry.topic)
        .filter(starts_at__gte=_earliest_start_to_offer(waitlist_entry.topic, now))
    )
    pk = (
        (free if waitlist_entry.is_urgent else free.not_urgent())
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    slot = locked(lambda: {pk}).get(pk) if pk else None
    if slot is None or not slot.is_free(now) or not _is_still_waiting(waitlist_entry):
        return False
    _offer(slot, waitlist_entry, _deadline(slot, now))
    return True


def _offer(slot, person, until, *, notify=True):
    field = "booking" if isinstance(person, Booking) else "waitlist_entry"
    row = Offer(slot=slot, until=until, made_at=clock.now(), **{field: person})
    row.save(force_insert=True)
    set_state(slot, Slot.State.OFFERED, until=until)
    schedule_expiry(until)
    if notify:
        notifications.notify(row, "free" if isinstance(person, WaitlistEntry) else "earlier")
    return row


def _move_to_offered_slot(row, slot, slots, *, proves_email):
    booking = row.booking
    by_house = booking.state == Booking.State.CANCELLED and booking.cancelled_by == Booking.By.HOUSE
    if booking.state not in Booking.EXPECTED and not by_house:
        raise BookingRefused(_ENDED, is_taken=True)
    withdraw_offers(booking, slots)
    old = None if by_house else slots[booking.slot_id]
    booking.moved_from = old.starts_at if old else None
    if proves_email and booking.email:
        booking.email_confirmed_at = clock.now()
    is_unconfirmed = by_house and must_confirm(booking)
    if is_unconfirmed:
        ask_to_confirm(booking)
    assign(booking, slot, Booking.State.UNCONFIRMED if is_unconfirmed else Booking.State.BOOKED)
    if old:
        release_slot(old)
    notifications.cancel(booking)
    if is_unconfirmed:
        notifications.notify(booking, "confirm_email", occasion=new_occasion())
    elif booking.email:
        notifications.notify(booking, "moved", occasion=new_occasion())
    return booking


def _book_from_waitlist(row, slot, slots, client):
    waitlist_entry = row.waitlist_entry
    limits.count_booking(client, waitlist_entry.keys)
    withdraw_offers(waitlist_entry, slots)
    shared_fields = {name: getattr(waitlist_entry, name) for name in ("name", "email", "phone", "topic")}
    booking = Booking(
        idempotency_key=uuid5(waitlist_entry.idempotency_key, str(row.pk)), created_at=clock.now(), **shared_fields
    )
    booking.email_confirmed_at = waitlist_entry.email_confirmed_at
    assign(booking, slot, Booking.State.BOOKED)
    waitlist_entry.state = WaitlistEntry.State.DONE
    waitlist_entry.save(update_fields=["state"])
    notifications.cancel(waitlist_entry)
    notifications.notify(booking, "confirmed")
    return booking


def _accepted_booking(row) -> Booking:
    return row.booking or Booking.objects.select_related("slot__room").get(
        idempotency_key=uuid5(row.waitlist_entry.idempotency_key, str(row.pk))
    )


def _lapse(row):
    """End an unanswered offer. The person gets no further automatic offers, or the slot would circulate for days."""
    _close(row, Offer.State.LAPSED)
    if row.waitlist_entry:
        WaitlistEntry.objects.filter(pk=row.waitlist_entry_id).update(state=WaitlistEntry.State.LEFT)
    else:
        Booking.objects.filter(pk=row.booking_id).update(wants_earlier=False)
    person = row.person
    # A person who keeps a booking was informed that nothing changes without an answer.
    has_booking = row.booking and row.booking.state in Booking.EXPECTED
    if not has_booking and not person.offers.open().exists():
        notifications.notify(row, "lapsed")


def _close(row, state):
    row.state = state
    row.save(update_fields=["state"])
    notifications.cancel(row)


def _end_reservation(slot):
    """End the reservation of an offered slot at once, without cooling again, so that it goes to the next person."""
    if slot.state == Slot.State.OFFERED:
        cool(slot, clock.now())


def _reload(offer):
    def slot_pks_to_lock():
        row = Offer.objects.select_related("booking").filter(pk=offer.pk).first()
        if row is None:
            return set()
        person = {"booking": row.booking_id} if row.booking_id else {"waitlist_entry": row.waitlist_entry_id}
        offered_slots = Offer.objects.open().filter(**person).order_by().values_list("slot_id", flat=True)
        return {row.slot_id, *offered_slots} | ({row.booking.slot_id} if row.booking_id else set())

    slots = locked(
        slot_pks_to_lock, also=lambda: list(WaitlistEntry.objects.select_for_update().filter(offers=offer.pk))
    )
    offers = Offer.objects.select_related("booking__slot__room", "booking__topic", "waitlist_entry__topic")
    row = offers.filter(pk=offer.pk).first()
    if row is None:
        raise BookingRefused(_ENDED, is_taken=True)
    return row, slots


def _reload_booking(booking):
    def slot_pks_to_lock():
        own_slot = set(Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True))
        return own_slot | set(booking.offers.open().order_by().values_list("slot_id", flat=True))

    slots = locked(slot_pks_to_lock)
    return Booking.objects.select_related("slot__room", "topic").get(pk=booking.pk), slots


def _lock_free_slots(row, n) -> list[Slot]:
    """Return the next free slots for the booking, locked; skip those locked by others."""
    now = clock.now()
    if not row.topic.is_published(now):
        return []
    free = Slot.objects.to_change(skips=True).free(now).for_topic(row.topic)
    free = free.filter(starts_at__gte=_earliest_start_to_offer(row.topic, now)).exclude(pk=row.slot_id)
    if not row.slot.is_urgent:
        free = free.not_urgent()
    return list(free.order_by("starts_at", "pk")[:n])


def _is_still_waiting(person) -> bool:
    """Return whether the person is still waiting, with less than the most open offers of one contact.

    Locks the waitlist entries of the same contact until the end of the transaction.
    """
    if not isinstance(person, WaitlistEntry):
        return True
    list(WaitlistEntry.objects.select_for_update().of_keys(person.keys).order_by("pk"))
    return limits.without_many_offers(WaitlistEntry.objects.served()).filter(pk=person.pk).exists()


def _deadline(slot, now) -> datetime:
    """Return until when an offer can be answered: it leaves two open days where the slot allows."""
    return answer_by(now, slot.starts_at - MIN_TIME_TO_ANSWER / 2)


def _earliest_start_to_offer(topic: Topic, now):
    return max(opens_at(topic, now), now) + MIN_TIME_TO_ANSWER
