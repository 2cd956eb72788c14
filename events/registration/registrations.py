"""Registration, cancellation and offers. Each operation is atomic and holds the row lock of the date.

The lock gives all transactions the same number of free places. The check constraint on `OccurrenceCapacity.held`
prevents overbooking even without it; a registration that it refuses goes on the waitlist.
"""

from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from events.models import OccurrenceCapacity, Registration, RegistrationSettings
from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion

from .capacity.capacity_locks import lock_capacity
from .notifications import notifications
from .refusals import (
    OFFER_ENDED,
    RegistrationRefused,
    refuse_change,
    refuse_registration,
    refuse_size,
    refuse_unless_taking_place,
)
from .registrant import Registrant
from .settings import settings_of
from .waitlist.waitlist import offer_free_places, set_state


@transaction.atomic
def register(occurrence, registrant: Registrant, idempotency_key: UUID, *, by_staff: bool = False) -> Registration:
    """Register a registrant, on the waitlist if there are not enough places. Idempotent for the same `idempotency_key`.

    `by_staff` skips the closing time and the limits per contact. Raise `RegistrationRefused`, `DuplicateRegistration`.
    """
    return register_locked(lock_capacity(occurrence), registrant, idempotency_key, by_staff=by_staff)


def register_locked(
    capacity: OccurrenceCapacity, registrant: Registrant, idempotency_key: UUID, *, by_staff: bool = False
) -> Registration:
    """Do the work of `register`. Callers must be in a transaction and hold the lock of the date."""
    of_registrant = Registration.objects.of_form_or_contact(idempotency_key, registrant.contact_key)
    already = next((row for row in of_registrant if row.idempotency_key == idempotency_key), None)
    if already:
        return already
    refuse_registration(capacity, registrant, by_staff, of_registrant)
    registration = _assign_or_queue(capacity, registrant, idempotency_key)
    kind = "confirmed" if registration.state == Registration.State.BOOKED else "waiting"
    notifications.notify(registration, kind, by_staff=by_staff)
    return registration


def notify_again(registration_pk) -> None:
    """Mail the current status and link to a registrant, at most once an hour. Never creates a call."""
    row = Registration.objects.active().exclude(email="").filter(pk=registration_pk).first()
    if row:
        notifications.notify_status(row, occasion=f"again-{clock.now():%Y-%m-%dT%H}")


@transaction.atomic
def cancel(registration: Registration, *, by_staff: bool = False) -> Registration:
    """Cancel a registration: release its places or remove it from the waitlist, and offer free places. Idempotent.

    Possible until the date is over, also for staff. Only staff can cancel if the date is cancelled or if an offer has
    expired but is not yet marked as lapsed. Raise `RegistrationRefused`.
    """
    capacity, row = _reload(registration)
    if not row.is_active:
        return row
    refuse_change(capacity, row, by_staff)
    set_state(row, Registration.State.CANCELLED)
    notifications.cancel(row)
    # A registrant who comes back and cancels again gets another confirmation.
    notifications.notify(row, "cancelled", occasion=new_occasion(), by_staff=by_staff)
    offer_free_places(capacity)
    return row


@transaction.atomic
def reactivate(registration: Registration, *, by_staff: bool = False) -> Registration:
    """Undo a cancellation, or register again after a lapsed offer, with the same code. Idempotent.

    If there are not enough places, the registration goes to the end of the waitlist. Raise `RegistrationRefused`.
    """
    capacity, row = _reload(registration)
    if row.is_active:
        return row
    registrant = Registrant.of(row)
    of_registrant = Registration.objects.of_form_or_contact(row.idempotency_key, registrant.contact_key)
    others = [other for other in of_registrant if other.pk != row.pk]
    refuse_registration(capacity, registrant, by_staff, others)
    row.created_at = clock.now()
    row.save(update_fields=["created_at"])
    try:
        with transaction.atomic():
            set_state(
                row, Registration.State.BOOKED if _has_capacity(capacity, row.people) else Registration.State.WAITING
            )
    except IntegrityError:
        set_state(row, Registration.State.WAITING)
    notifications.cancel(row)
    kind = "confirmed" if row.state == Registration.State.BOOKED else "waiting"
    notifications.notify(row, kind, occasion=new_occasion(), by_staff=by_staff)
    return row


@transaction.atomic
def release(registration: Registration) -> None:
    """Release the places of a registration without notifying its registrant, and offer them to others. For staff only.

    Possible until the date is over. Raise `RegistrationRefused`.
    """
    capacity, row = _reload(registration)
    if row.is_active:
        refuse_change(capacity, row, by_staff=True)
    notifications.cancel(row)
    if row.is_active:
        set_state(row, Registration.State.CANCELLED)
        offer_free_places(capacity)


@transaction.atomic
def accept(registration: Registration) -> Registration:
    """Accept an offer. Raise `RegistrationRefused` if it has expired or its date does not take place."""
    capacity, row = _reload(registration)
    if row.state == Registration.State.BOOKED:
        return row
    refuse_unless_taking_place(capacity)
    if row.state != Registration.State.OFFERED or row.has_offer_ended(clock.now()):
        raise RegistrationRefused(OFFER_ENDED)
    set_state(row, Registration.State.BOOKED)
    notifications.cancel(row, "offer")
    # A registrant who was booked before and returned through the waitlist gets another confirmation.
    notifications.notify(row, "confirmed", occasion=new_occasion())
    return row


@transaction.atomic
def change_people(registration: Registration, people: int, *, by_staff: bool = False) -> Registration:
    """Change the number of people. Raise `RegistrationRefused` if there are not enough places.

    Registrants can do so as long as they can `cancel`. Staff (`by_staff`) can also correct the number later.
    """
    capacity, row = _reload(registration)
    if not row.is_active:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sich neu an."))
    if not by_staff:
        refuse_unless_taking_place(capacity)
        refuse_change(capacity, row, by_staff)
    if row.people == people:
        return row
    refuse_size(capacity, people, by_staff)
    row.people = people
    try:
        with transaction.atomic():
            row.save(update_fields=["people"])
    except IntegrityError as error:
        raise RegistrationRefused(_("So viele Plätze sind nicht mehr frei.")) from error
    kind = notifications.KIND_BY_STATE[row.state]
    notifications.cancel(row, kind)  # one about the former number of people, if it has not been sent yet
    notifications.notify(row, kind, occasion=new_occasion(), by_staff=by_staff)
    offer_free_places(capacity)
    return row


def _assign_or_queue(capacity, registrant, idempotency_key):
    registration = Registration(
        **asdict(registrant),
        capacity=capacity,
        idempotency_key=idempotency_key,
        created_at=clock.now(),
        state=Registration.State.BOOKED if _has_capacity(capacity, registrant.people) else Registration.State.WAITING,
    )
    try:
        return registration.insert_once()[0]
    except IntegrityError:
        # The constraint refused the write: there were not enough places.
        registration.state = Registration.State.WAITING
        return registration.insert_once()[0]


def _has_capacity(capacity, people):
    if capacity.free is None:
        return True
    # New registrants do not overtake the waitlist unless the rule permits it for registrations that fit.
    passes = not capacity.waiting or settings_of(capacity.occurrence).rule == RegistrationSettings.Rule.FITTING
    return passes and people <= capacity.free


def _reload(registration):
    capacity = lock_capacity(registration.capacity.occurrence)
    row = Registration.objects.select_related("capacity__occurrence__event").filter(pk=registration.pk).first()
    if row is None:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sich neu an."))
    return capacity, row
