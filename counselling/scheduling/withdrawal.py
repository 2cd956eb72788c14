"""Withdraw slots: end their holds and offers, and notify the persons to whom they were offered."""

from collections.abc import Iterable

from django.db import transaction

from counselling.models import Booking, Offer, Slot, WaitlistEntry
from counselling.notifications import notifications
from kasch_site.messaging.visitor_messages import new_occasion


@transaction.atomic
def withdraw(slots: Iterable[Slot]) -> int:
    """Withdraw slots permanently by hand; booked ones are skipped. Return the number withdrawn."""
    slot_pks = [slot.pk for slot in slots]
    locked_rows = Slot.objects.for_update().filter(pk__in=slot_pks).exclude(state=Slot.State.BOOKED)
    to_withdraw = [slot.pk for slot in locked_rows.exclude(state=Slot.State.WITHDRAWN).order_by("pk")]
    withdraw_locked(to_withdraw)
    return len(to_withdraw)


def withdraw_locked(slot_pks: list[int]) -> None:
    """Withdraw slots, end their holds and offers, and notify each person who lost an offer once.

    Callers must hold the row locks of the slots, and have made sure that none of them is booked.
    """
    if not slot_pks:
        return
    ended = list(Offer.objects.open().filter(slot__in=slot_pks).select_related("booking", "waitlist_entry"))
    announced = [offer for offer in ended if notifications.is_announced(offer)]
    named = [offer.pk for offer in ended if offer.waitlist_entry or offer in announced]
    Offer.objects.filter(pk__in=[offer.pk for offer in ended]).update(state=Offer.State.DECLINED)
    Offer.objects.filter(pk__in=named).update(state=Offer.State.WITHDRAWN)
    for offer in ended:
        # A message about a cancelled booking and the slots offered instead remains: it is rendered without the slot.
        notifications.cancel(offer)
    Slot.objects.filter(pk__in=slot_pks).update(state=Slot.State.WITHDRAWN, until=None, holder="")
    for person in dict.fromkeys(offer.person for offer in announced):
        _notify(person)


def _notify(person: Booking | WaitlistEntry):
    # The new message names every withdrawn slot, and the appointment that remains.
    notifications.cancel(person, "withdrawn", "reminder")
    notifications.notify(person, "withdrawn", occasion=new_occasion(), by_staff=True)
