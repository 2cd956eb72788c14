"""Pass on slots whose hold, cooling period or offer has expired, one at a time, each in its own transaction."""

from datetime import datetime

from django.db import transaction

from counselling.booking.refusals import limits
from counselling.booking.slots.slot_locks import lock_slots, set_state
from counselling.models import Booking, Offer, Slot, WaitlistEntry
from counselling.notifications import notifications

from .offering import MIN_TIME_TO_ANSWER, close, deadline, earliest_start_to_offer, make_offer
from .order import entries_without_offer, next_person


def process_expired(now: datetime) -> int:
    """Pass on expired holds, cooling slots and offers, and offer free slots to the waitlist.

    Return the number of slots.
    """
    expired_slots = list(Slot.objects.lapsed(now).order_by("starts_at", "pk").values_list("pk", flat=True))
    passed_on = sum(_pass_on_expired(pk, now) for pk in expired_slots)
    return passed_on + sum(_offer_free_slot(waitlist_entry, now) for waitlist_entry in entries_without_offer(now))


@transaction.atomic
def _pass_on_expired(pk, now) -> bool:
    first = entry = None
    expired_offers = Offer.objects.open().filter(slot=pk).select_related("booking", "waitlist_entry")

    def slot_pks_to_lock():
        nonlocal first
        first = next_person(pk, now, now + MIN_TIME_TO_ANSWER)
        return {pk} | ({first.slot_id} if isinstance(first, Booking) else set())

    def lock_waitlist_entries():
        nonlocal entry
        entry = first if isinstance(first, WaitlistEntry) else None
        _lock_waitlist_entries(entry, expired_offers.values("waitlist_entry"))

    slot = lock_slots(slot_pks_to_lock, also=lock_waitlist_entries).get(pk)
    if slot is None or slot.until is None or slot.until > now:
        return False
    for expired_offer in expired_offers.all():
        _lapse(expired_offer)
    # `first` was determined again after locking, so the slot of a booking is locked. A waitlist entry that has become
    # first only then is not: the slot goes to the locked one, or is free for all.
    person = first if isinstance(first, Booking) else entry
    if person and _is_still_waiting(person):
        make_offer(slot, person, deadline(slot, now))
    else:
        set_state(slot, Slot.State.FREE)
    return True


@transaction.atomic
def _offer_free_slot(waitlist_entry, now) -> bool:
    """Offer a free slot (newly generated, or released from a hold) to an entry without an offer so far."""
    free = (
        Slot.objects.free(now)
        .for_topic(waitlist_entry.topic)
        .filter(starts_at__gte=earliest_start_to_offer(waitlist_entry.topic, now))
    )
    pk = (
        (free if waitlist_entry.is_urgent else free.not_urgent())
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    slot = lock_slots(lambda: {pk}, also=lambda: _lock_waitlist_entries(waitlist_entry)).get(pk) if pk else None
    if slot is None or not slot.is_free(now) or not _is_still_waiting(waitlist_entry):
        return False
    make_offer(slot, waitlist_entry, deadline(slot, now))
    return True


def _lapse(row):
    """End an unanswered offer. The person gets no further automatic offers, or the slot would circulate for days.

    A person with another open offer remains on the waitlist until that one ends too.
    """
    kind = "unreached" if notifications.is_undelivered(row, "free") else "lapsed"
    close(row, Offer.State.LAPSED)
    person = row.person
    has_another_offer = person.offers.open().exists()
    if row.booking:
        Booking.objects.filter(pk=row.booking_id).update(wants_earlier=False)
    elif not has_another_offer:
        WaitlistEntry.objects.filter(pk=row.waitlist_entry_id).update(state=WaitlistEntry.State.LEFT)
    # A person who keeps a booking was informed that nothing changes without an answer. One who has not been
    # notified of the cancellation yet is notified of that alone.
    booking = row.booking
    needs_no_message = booking and (
        booking.state in Booking.EXPECTED or notifications.is_undelivered(booking, "instead")
    )
    if not needs_no_message and not has_another_offer:
        notifications.notify(row, kind)


def _lock_waitlist_entries(entry, others=()) -> None:
    """Lock the waitlist entries of the same contact, and `others`, until the end of the transaction.

    Called before the first write, like the locks on slots.
    """
    keys = entry.keys if entry else []
    entries = WaitlistEntry.objects.of_keys(keys) | WaitlistEntry.objects.filter(pk__in=others)
    list(entries.select_for_update(of=("self",)).order_by("pk"))


def _is_still_waiting(person) -> bool:
    """Return whether a person whose entries are locked still waits, below the limit of open offers."""
    if not isinstance(person, WaitlistEntry):
        return True
    return limits.without_many_offers(WaitlistEntry.objects.eligible()).filter(pk=person.pk).exists()
