"""Accept or decline an offer."""

from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.booking.confirmation import ask_to_confirm, must_confirm
from counselling.booking.refusals import limits
from counselling.booking.refusals.errors import HIDDEN, BookingRefused
from counselling.booking.slots.assignment import assign
from counselling.booking.slots.cooling import release_slot
from counselling.booking.slots.slot_locks import lock_slots
from counselling.models import Booking, Offer, WaitlistEntry
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion

from .offering import close, end_reservation, withdraw_offers

_ENDED = _("Das Angebot gilt nicht mehr. Die Zeit ist weitergegeben worden.")
_WITHDRAWN = _("Diese Zeit können wir Ihnen leider nicht mehr anbieten.")


@transaction.atomic
def accept(offer: Offer, *, proves_email: bool = False, client: str = "") -> Booking:
    """Accept an offer: create a booking from a waitlist entry, or move the booking. Idempotent.

    With `proves_email` the link was sent by mail, so the address counts as confirmed; without it, an address that has
    to be confirmed is confirmed afterwards. Raise `BookingRefused` if the offer has expired, or if the visitor
    (`client`) has too many appointments.
    """
    row, slots = _reload(offer)
    if row.state == Offer.State.ACCEPTED:
        return _accepted_booking(row)
    if row.state == Offer.State.WITHDRAWN:
        raise BookingRefused(_WITHDRAWN, is_taken=True)
    if row.state != Offer.State.OPEN or row.until <= clock.now():
        raise BookingRefused(_ENDED, is_taken=True)
    if not row.person.topic.is_published():
        raise BookingRefused(HIDDEN)
    close(row, Offer.State.ACCEPTED)
    slot = slots[row.slot_id]
    if row.booking:
        return _move_to_offered_slot(row, slot, slots, proves_email=proves_email)
    return _book_from_waitlist(row, slot, slots, client)


@transaction.atomic
def decline(offer: Offer) -> None:
    """Decline an offer and release its slot; a waitlist entry stays active for other slots. Idempotent."""
    row, slots = _reload(offer)
    if row.state == Offer.State.OPEN:
        close(row, Offer.State.DECLINED)
        end_reservation(slots[row.slot_id])


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
    shared_fields = {name: getattr(waitlist_entry, name) for name in ("name", "email", "phone", "topic", "interpreter")}
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


def _reload(offer):
    def slot_pks_to_lock():
        row = Offer.objects.select_related("booking").filter(pk=offer.pk).first()
        if row is None:
            return set()
        person = {"booking": row.booking_id} if row.booking_id else {"waitlist_entry": row.waitlist_entry_id}
        offered_slots = Offer.objects.open().filter(**person).order_by().values_list("slot_id", flat=True)
        return {row.slot_id, *offered_slots} | ({row.booking.slot_id} if row.booking_id else set())

    slots = lock_slots(
        slot_pks_to_lock, also=lambda: list(WaitlistEntry.objects.select_for_update().filter(offers=offer.pk))
    )
    offers = Offer.objects.select_related("booking__slot__room", "booking__topic", "waitlist_entry__topic")
    row = offers.filter(pk=offer.pk).first()
    if row is None:
        raise BookingRefused(_ENDED, is_taken=True)
    return row, slots
