"""Create, confirm, move and cancel bookings; each function is atomic.

Row locks on slots serialise changes. A constraint on `Booking` also guarantees at most one booking per slot.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counselling.models import Booking, Slot, Topic
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.common.text.email_address import canonical_email
from kasch_site.house.models import Language
from kasch_site.messaging.visitor_messages import new_occasion
from kasch_site.visitors.contact import canonical_phone

from . import limits, offers
from .assignment import assign, cancel_and_release, raise_slot_taken, save_assignment
from .confirmation import ask_to_confirm, must_confirm
from .cooling import release_slot
from .errors import BEGUN, ENDED, GONE, HIDDEN, TAKEN, BookingRefused, require_contact
from .holds import MAX_HOLD_DURATION, release, require_available
from .seen import refuse_unless_seen
from .slot_locks import locked, set_state

__all__ = [
    "BookingRefused",
    "Person",
    "book",
    "book_at_desk",
    "booking_of_recent_form",
    "cancel",
    "confirm",
    "create",
    "lapse_unconfirmed",
    "lock_and_reload",
    "lock_slot_and_reload",
    "move",
    "record",
]

_BY, _STATE = Booking.By, Booking.State
_SLOT_FIELDS = ("starts_at", "ends_at", "state", "until", "holder")


@dataclass(frozen=True, slots=True)
class Person:
    """A person who books: a name of their choice, one or two contact details, and their needs."""

    name: str
    email: str = ""
    phone: str = ""
    interpreter: Language | None = None
    needs_step_free: bool = False
    brings_companion: bool = False
    note: str = ""
    wants_earlier: bool = False

    @classmethod
    def of(cls, booking: Booking) -> "Person":
        """Return the person of a booking, with their needs."""
        return cls(**{name: getattr(booking, name) for name in cls.__slots__})

    def fields(self) -> dict:
        """Return the values of the booking's fields."""
        return {name: getattr(self, name) for name in self.__slots__}

    def contacts(self) -> list[str]:
        """Return the canonical forms of mail address and phone number; "" where one is missing."""
        return [canonical_email(self.email), canonical_phone(self.phone)]

    def contact_fields(self) -> dict:
        """Return the name and contact details, which are the fields of a waitlist entry."""
        return {"name": self.name, "email": self.email, "phone": self.phone}


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
        booked = _booking_sent_concurrently(idempotency_key, error)
        release(token)  # another slot that was held for the same form
        return then(booked)


@transaction.atomic
def _book(token, topic, person, idempotency_key, client, then):
    return then(_booked(token, topic, person, idempotency_key, client))


def _booked(token, topic, person, idempotency_key, client):
    now = clock.now()
    slot = Slot.objects.to_change().held_under(fingerprint(token), now).for_topic(topic).order_by().first()
    if slot is None or slot.starts_at <= now:
        return _existing_booking(idempotency_key)
    _refuse_hidden(topic, now)
    return create(slot, topic, person, idempotency_key, client)


def create(slot: Slot, topic: Topic, person: Person, idempotency_key: UUID, client: str) -> Booking:
    """Create a booking for a person on the website, and notify them. Raise `BookingRefused`.

    Callers must hold the lock of the slot, and have made sure that the person may have it.
    """
    require_contact(person)
    set_state(slot, Slot.State.BOOKED)
    limits.count_booking(client, person.contacts())
    row = Booking(topic=topic, idempotency_key=idempotency_key, created_at=clock.now(), **person.fields())
    is_unconfirmed = must_confirm(row)
    if is_unconfirmed:
        ask_to_confirm(row)
    save_assignment(row, slot, _STATE.UNCONFIRMED if is_unconfirmed else _STATE.BOOKED)
    notifications.notify(row, "confirm_email" if is_unconfirmed else "confirmed")
    return row


def booking_of_recent_form(idempotency_key: UUID) -> Booking | None:
    """Return the booking made with this form in the last hour; None if there is none.

    The address of the form is no way to the booking for longer: it stays in the history of the browser.
    """
    made = Booking.objects.filter(idempotency_key=idempotency_key, created_at__gt=clock.now() - MAX_HOLD_DURATION)
    return made.select_related("slot").first()


def book_at_desk(slot_pk: int, topic: Topic, person: Person, idempotency_key: UUID) -> Booking:
    """Book a slot for somebody at the desk or on the phone. Raise `BookingRefused` if that is not possible.

    Urgent and cooling slots are allowed, contact details are optional, and no limits apply. The same `idempotency_key`
    again returns the same booking.
    """
    try:
        return _book_at_desk(slot_pk, topic, person, idempotency_key)
    except IntegrityError as error:
        return _booking_sent_concurrently(idempotency_key, error)


@transaction.atomic
def _book_at_desk(slot_pk, topic, person, idempotency_key):
    now = clock.now()
    slot = Slot.objects.to_change().for_topic(topic).filter(pk=slot_pk).only(*_SLOT_FIELDS).order_by().first()
    existing = Booking.objects.select_related("slot").sent_with(idempotency_key)
    if existing:
        return existing
    _refuse_hidden(topic, now)
    _refuse_at_desk(slot, now)
    row = Booking(topic=topic, idempotency_key=idempotency_key, created_at=now, at_desk=True, **person.fields())
    assign(row, slot, _STATE.BOOKED)
    notifications.notify(row, "confirmed", by_staff=True)
    return row


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
    booking: Booking, by: str = _BY.PERSON, *, by_staff: bool = False, client: str = "", seen: str | None = None
) -> Booking:
    """Cancel a booking and release its slot, which is offered to the waitlist first. Idempotent.

    A person can cancel until the appointment begins. The house (`by`), and staff on behalf of a person (`by_staff`),
    can cancel later too, until attendance has been recorded. Raise `BookingRefused` otherwise, or if the booking is not
    as staff have `seen` it. A person who cancels and left only a phone number is not called about it.
    """
    row, slots = lock_and_reload(booking)
    if row.state == _STATE.CANCELLED and not row.offers.open().exists():
        return row
    refuse_unless_seen(row, seen)
    if row.state in (_STATE.CAME, _STATE.MISSED):
        raise BookingRefused(_("Dieser Termin ist vorbei und als solcher eingetragen."))
    if by == _BY.PERSON and not by_staff:
        _refuse_after_start(row)
    offers.withdraw_offers(row, slots)
    if row.state == _STATE.CANCELLED:
        return row
    row.slot = slots[row.slot_id]
    cancel_and_release(row, by, client)
    notifications.cancel(row)
    _notify_cancelled(row, by, by_house=by == _BY.HOUSE or by_staff)
    return row


@transaction.atomic
def move(
    booking: Booking,
    slot_pk: int,
    by: str = _BY.PERSON,
    *,
    by_staff: bool = False,
    client: str = "",
    quietly: bool = False,
    seen: str | None = None,
) -> Booking:
    """Move a booking to another slot and release the old one. Raise `BookingRefused` if that is not possible, or if the
    booking is not as staff have `seen` it.

    The house (`by`), and staff on behalf of a person (`by_staff`), may use urgent and cooling slots, and may book past
    the closing time. A person who moves and left only a phone number is not called about it; with `quietly` nobody is
    notified, because staff tell the person themselves.
    """
    row, slots = lock_and_reload(booking, slot_pk)
    now = clock.now()
    if row.slot_id == slot_pk and row.state in Booking.EXPECTED:
        return row
    refuse_unless_seen(row, seen)
    if row.state not in Booking.EXPECTED:
        raise BookingRefused(GONE)
    _refuse_move(row, slots.get(slot_pk), by == _BY.HOUSE or by_staff, now)
    offers.withdraw_offers(row, slots)
    old = slots[row.slot_id]
    row.moved_from = old.starts_at
    assign(row, slots[slot_pk], row.state)
    release_slot(old, client=client)
    _notify_moved(row, by, quietly)
    return row


@transaction.atomic
def record(booking: Booking, outcome: str, *, seen: str | None = None) -> Booking:
    """Record that a person came or did not come, or undo that ("booked").

    Raise `BookingRefused` if that is not possible, or if the booking is not as staff have `seen` it.
    """
    row, _slots = lock_and_reload(booking)
    if row.state == outcome:
        return row
    refuse_unless_seen(row, seen)
    if outcome not in (_STATE.CAME, _STATE.MISSED, _STATE.BOOKED):
        raise BookingRefused(_("Das lässt sich nicht eintragen."))
    if row.state == _STATE.CANCELLED:
        raise BookingRefused(_("Dieser Termin ist abgesagt."))
    if timezone.localdate(row.slot.starts_at) > clock.today():
        raise BookingRefused(_("Dieser Termin kommt erst noch."))
    row.state, row.confirm_until = outcome, None
    row.save(update_fields=["state", "confirm_until"])
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
    offers.withdraw_offers(row, slots)
    row.slot = slots[row.slot_id]
    cancel_and_release(row, _BY.NOBODY)
    notifications.cancel(row)
    notifications.notify(row, "lapsed", occasion=new_occasion())
    return True


def lock_and_reload(booking: Booking, *more_slot_pks: int) -> tuple[Booking, dict[int, Slot]]:
    """Return the current booking and, locked, the slots it involves: its own, offered ones and `more_slot_pks`.

    Raise `BookingRefused` if the booking is gone.
    """

    def slot_pks_to_lock():
        own_slot = set(Booking.objects.filter(pk=booking.pk).values_list("slot_id", flat=True))
        offered_slots = booking.offers.open().order_by().values_list("slot_id", flat=True)
        return own_slot | set(offered_slots) | set(more_slot_pks)

    slots = locked(slot_pks_to_lock)
    row = Booking.objects.select_related("slot__room", "topic").filter(pk=booking.pk).first()
    if row is None:
        raise BookingRefused(GONE)
    return row, slots


@transaction.atomic
def cancel_for_house(booking: Booking) -> Booking:
    """Cancel a booking on behalf of the house, with all times that are reserved for it instead; notify the person."""
    was_cancelled = lock_slot_and_reload(booking).state == _STATE.CANCELLED
    row = cancel(booking, by=_BY.HOUSE)
    if was_cancelled:  # the person has been offered other times, which are gone now
        notifications.cancel(row)
        notifications.notify(row, "cancelled", occasion=new_occasion(), by_staff=True)
    return row


def lock_slot_and_reload(booking: Booking) -> Booking:
    """Return the current booking; the lock of its slot serialises all changes. Raise `BookingRefused` if it is gone."""
    return lock_and_reload(booking)[0]


def _refuse_hidden(topic, now):
    if not topic.is_published(now):
        raise BookingRefused(HIDDEN)


def _refuse_at_desk(slot, now):
    if slot is None or slot.ends_at <= now:
        raise BookingRefused(_("Diese Zeit gibt es nicht mehr. Bitte wählen Sie eine andere."))
    if slot.state != Slot.State.COOLING and not slot.is_free(now):
        raise BookingRefused(TAKEN, is_taken=True)


def _refuse_after_start(row):
    """Raise `BookingRefused` if the booking is still expected and has begun."""
    now = clock.now()
    has_lapsed = row.confirm_until is not None and row.confirm_until <= now
    if row.state in Booking.EXPECTED and not has_lapsed and row.has_begun(now):
        raise BookingRefused(BEGUN)


def _refuse_move(row, slot, is_at_desk, now):
    fits = slot is not None and Slot.objects.for_topic(row.topic).filter(pk=slot.pk).exists()
    if is_at_desk:
        _refuse_at_desk(slot if fits else None, now)
        return
    _refuse_after_start(row)
    require_available(slot if fits else None, row.topic, now, is_urgent=row.slot.is_urgent)


def _notify_cancelled(row, by, *, by_house):
    if row.email or by == _BY.HOUSE:
        # A person who books again and cancels again is notified again.
        notifications.notify(row, "cancelled", occasion=new_occasion(), by_staff=by_house)


def _notify_moved(row, by, quietly):
    if row.state == _STATE.UNCONFIRMED:
        return  # the pending confirmation mail states the new slot
    notifications.cancel(row)
    if not quietly and (row.email or by == _BY.HOUSE):
        notifications.notify(row, "moved", occasion=new_occasion(), by_staff=by == _BY.HOUSE)


def _existing_booking(idempotency_key) -> Booking:
    """Return the booking made with the same form, whose hold has ended. Raise `BookingRefused` if there is none."""
    existing = booking_of_recent_form(idempotency_key)
    if existing is None:
        raise BookingRefused(ENDED, is_taken=True)
    return existing


def _booking_sent_concurrently(idempotency_key, error) -> Booking:
    """Return the booking of the same form when two concurrent requests each found a slot; only one is created."""
    existing = Booking.objects.select_related("slot").sent_with(idempotency_key)
    return existing or raise_slot_taken(error)
