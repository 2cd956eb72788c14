"""Create, confirm and cancel bookings; each function is atomic.

`moving` moves them, `desk_bookings` makes those of the desk. Row locks on slots serialise changes. A constraint on
`Booking` also guarantees at most one booking per slot.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counselling.models import Booking, Slot, Topic
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.messaging.visitor_messages import new_occasion

from .cancellation_deadline import refuse_after_cancellation_deadline
from .confirmation import ask_to_confirm, must_confirm
from .offers import offering
from .person import Person
from .refusals import limits
from .refusals.conditions import refuse_hidden_topic
from .refusals.errors import ENDED, BookingRefused, require_contact
from .refusals.optimistic_locking import refuse_if_changed
from .slots.assignment import booking_sent_concurrently, cancel_and_release, save_assignment
from .slots.booking_locks import lock_and_reload, lock_slot_and_reload
from .slots.holds import MAX_HOLD_DURATION, release
from .slots.slot_locks import set_state

__all__ = [
    "book",
    "booking_of_recent_form",
    "cancel",
    "cancel_for_house",
    "confirm",
    "create",
    "lapse_unconfirmed",
]

_BY, _STATE = Booking.By, Booking.State


def _identity(booking: Booking) -> Booking:
    return booking


def book(token: str, topic: Topic, person: Person, idempotency_key: UUID, client: str = "", then: Callable = _identity):
    """Book the slot that is held under this token. Raise `BookingRefused` if that is not possible.

    The same `idempotency_key` again returns the same booking without a second notification. If the topic requires it,
    the mail address must be confirmed within an hour. `client` identifies the visitor (`client_of`). Return the result
    of `then(booking)`, which runs in the same transaction.
    """
    try:
        return _book(token, topic, person, idempotency_key, client, then)
    except IntegrityError as error:
        booked = booking_sent_concurrently(idempotency_key, error)
        release(token)  # another slot that was held for the same form
        return then(booked)


@transaction.atomic
def _book(token, topic, person, idempotency_key, client, then):
    return then(_booked(token, topic, person, idempotency_key, client))


def _booked(token, topic, person, idempotency_key, client):
    now = clock.now()
    slot = Slot.objects.for_update().held_under(fingerprint(token), now).for_topic(topic).order_by().first()
    if slot is None or slot.starts_at <= now:
        return _existing_booking(idempotency_key)
    refuse_hidden_topic(topic, now)
    return create(slot, topic, person, idempotency_key, client)


def create(slot: Slot, topic: Topic, person: Person, idempotency_key: UUID, client: str) -> Booking:
    """Create a booking for a person on the website, and notify them. Raise `BookingRefused`.

    Callers must hold the lock of the slot, and have made sure that the person may have it.
    """
    require_contact(person)
    # Counted before the first write: see `slot_locks`.
    limits.count_booking(client, person.contacts())
    set_state(slot, Slot.State.BOOKED)
    row = Booking(topic=topic, idempotency_key=idempotency_key, created_at=clock.now(), **person.fields())
    is_unconfirmed = must_confirm(row)
    if is_unconfirmed:
        ask_to_confirm(row)
    save_assignment(row, slot, _STATE.UNCONFIRMED if is_unconfirmed else _STATE.BOOKED)
    notifications.notify(row, "confirm_email" if is_unconfirmed else "confirmed")
    return row


def booking_of_recent_form(idempotency_key: UUID) -> Booking | None:
    """Return the booking made with this form in the last hour; None if there is none.

    After that hour the URL of the form, which stays in the browser history, gives no access to the booking.
    """
    made = Booking.objects.filter(idempotency_key=idempotency_key, created_at__gt=clock.now() - MAX_HOLD_DURATION)
    return made.select_related("slot").first()


@transaction.atomic
def confirm(booking: Booking) -> Booking:
    """Confirm the mail address of a booking. Idempotent. Raise `BookingRefused` after the deadline."""
    row, _slots = lock_and_reload(booking)
    if row.state == _STATE.BOOKED:
        return row
    if row.state != _STATE.UNCONFIRMED or row.confirm_until <= clock.now():
        raise BookingRefused(_("Die Stunde zum Bestätigen ist vorbei, die Zeit ist wieder frei. Bitte wählen Sie neu."))
    row.state, row.confirm_until, row.email_confirmed_at = _STATE.BOOKED, None, clock.now()
    row.moved_from = None  # the person has seen the new time
    row.save(update_fields=["state", "confirm_until", "email_confirmed_at", "moved_from"])
    notifications.cancel(row, "confirm_email")
    notifications.notify(row, "confirmed")
    return row


@transaction.atomic
def cancel(
    booking: Booking,
    by: str = _BY.PERSON,
    *,
    by_staff: bool = False,
    client: str = "",
    expected_version: str | None = None,
) -> Booking:
    """Cancel a booking and release its slot, which is offered to the waitlist first. Idempotent.

    A person can cancel until the appointment begins. The house (`by`), and staff on behalf of a person (`by_staff`),
    can cancel later too, until attendance has been recorded. Raise `BookingRefused` otherwise, or if the booking has
    changed since `expected_version`. A person who cancels and left only a phone number is not called about it.
    """
    row, slots = lock_and_reload(booking)
    if row.state == _STATE.CANCELLED and not row.offers.open().exists():
        return row
    refuse_if_changed(row, expected_version)
    if row.state in (_STATE.CAME, _STATE.MISSED):
        raise BookingRefused(_("Dieser Termin ist vorbei und als solcher eingetragen."))
    if by == _BY.PERSON and not by_staff:
        refuse_after_cancellation_deadline(row)
    offering.withdraw_offers(row, slots, by_house=by == _BY.HOUSE)
    if row.state == _STATE.CANCELLED:
        return row
    row.slot = slots[row.slot_id]
    cancel_and_release(row, by, client)
    notifications.cancel(row)
    _notify_cancelled(row, by, by_house=by == _BY.HOUSE or by_staff)
    return row


def lapse_unconfirmed(now: datetime) -> int:
    """Release the slots of bookings that were not confirmed in time; return their number. Idempotent."""
    overdue = Booking.objects.filter(state=_STATE.UNCONFIRMED, confirm_until__lte=now)
    return sum(_lapse(row, now) for row in overdue)


@transaction.atomic
def _lapse(booking, now) -> bool:
    row, slots = lock_and_reload(booking)
    if row.state != _STATE.UNCONFIRMED or row.confirm_until > now:
        return False
    offering.withdraw_offers(row, slots)
    row.slot = slots[row.slot_id]
    cancel_and_release(row, _BY.NOBODY)
    kind = "unreached" if notifications.is_undelivered(row, "confirm_email") else "lapsed"
    notifications.cancel(row)
    notifications.notify(row, kind, occasion=new_occasion())
    return True


@transaction.atomic
def cancel_for_house(booking: Booking) -> Booking:
    """Cancel a booking on behalf of the house, release all slots reserved for it, and notify the person."""
    was_cancelled = lock_slot_and_reload(booking).state == _STATE.CANCELLED
    row = cancel(booking, by=_BY.HOUSE)
    if was_cancelled:  # the person has been offered other times, which are withdrawn now
        notifications.cancel(row)
        notifications.notify(row, "cancelled", occasion=new_occasion(), by_staff=True)
    return row


def _notify_cancelled(row, by, *, by_house):
    if row.email or by == _BY.HOUSE:
        # A person who books again and cancels again is notified again.
        notifications.notify(row, "cancelled", occasion=new_occasion(), by_staff=by_house)


def _existing_booking(idempotency_key) -> Booking:
    """Return the booking made with the same form, whose hold has ended. Raise `BookingRefused` if there is none."""
    existing = booking_of_recent_form(idempotency_key)
    if existing is None:
        raise BookingRefused(ENDED, is_taken=True)
    return existing
