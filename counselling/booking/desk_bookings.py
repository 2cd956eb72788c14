"""Bookings that staff make at the desk or on the phone, and attendance."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counselling.models import Booking, Slot, Topic
from counselling.notifications import notifications
from kasch_site.common import clock

from .person import Person
from .refusals.conditions import refuse_at_desk, refuse_hidden_topic
from .refusals.errors import BookingRefused
from .refusals.optimistic_locking import refuse_if_changed
from .slots.assignment import assign, booking_sent_concurrently
from .slots.booking_locks import lock_and_reload

_STATE = Booking.State
_SLOT_FIELDS = ("starts_at", "ends_at", "state", "until", "holder")


def book(slot_pk: int, topic: Topic, person: Person, idempotency_key: UUID) -> Booking:
    """Book a slot for a person at the desk or on the phone. Raise `BookingRefused` if that is not possible.

    Urgent and cooling slots are allowed, contact details are optional, and no limits apply. The same `idempotency_key`
    again returns the same booking.
    """
    try:
        return _book(slot_pk, topic, person, idempotency_key)
    except IntegrityError as error:
        return booking_sent_concurrently(idempotency_key, error)


@transaction.atomic
def _book(slot_pk, topic, person, idempotency_key):
    now = clock.now()
    slot = Slot.objects.for_update().for_topic(topic).filter(pk=slot_pk).only(*_SLOT_FIELDS).order_by().first()
    existing = Booking.objects.select_related("slot").sent_with(idempotency_key)
    if existing:
        return existing
    refuse_hidden_topic(topic, now)
    refuse_at_desk(slot, now)
    row = Booking(topic=topic, idempotency_key=idempotency_key, created_at=now, at_desk=True, **person.fields())
    assign(row, slot, _STATE.BOOKED)
    notifications.notify(row, "confirmed", by_staff=True)
    return row


@transaction.atomic
def record_attendance(booking: Booking, outcome: str, *, expected_version: str | None = None) -> Booking:
    """Record that a person came or missed the appointment, or undo that ("booked").

    Raise `BookingRefused` if that is not possible, or if the booking has changed since `expected_version`.
    """
    row, _slots = lock_and_reload(booking)
    if row.state == outcome:
        return row
    refuse_if_changed(row, expected_version)
    if outcome not in (_STATE.CAME, _STATE.MISSED, _STATE.BOOKED):
        raise BookingRefused(_("Das lässt sich nicht eintragen."))
    if row.state == _STATE.CANCELLED:
        raise BookingRefused(_("Dieser Termin ist abgesagt."))
    if timezone.localdate(row.slot.starts_at) > clock.today():
        raise BookingRefused(_("Dieser Termin kommt erst noch."))
    row.state, row.confirm_until = outcome, None
    row.save(update_fields=["state", "confirm_until"])
    return row
