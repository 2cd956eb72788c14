"""Registration, cancellation and offers. Each operation is atomic and holds the row lock of the date.

The lock gives all transactions the same number of free places. The check constraint on `OccurrenceCapacity.held`
prevents overbooking even without it; a registration that it refuses goes on the waitlist.
"""

from dataclasses import asdict, dataclass, fields
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from events.models import MAX_PARTY_SIZE, OccurrenceCapacity, Registration, RegistrationSettings
from kasch_site.common import clock
from kasch_site.common.text.folding import spellings
from kasch_site.messaging.visitor_messages import new_occasion
from kasch_site.visitors.contact import canonical
from kasch_site.visitors.refusals import RequestRefused

from .capacity.capacity_locks import lock_capacity
from .notifications import notifications
from .participation import Obstacle, is_bookable, obstacle_of
from .settings import settings_of
from .waitlist import offer_free_places, set_state

# Limit of registrations per contact and date; larger requests are made by phone.
MAX_PER_CONTACT_AND_DATE = 2
MAX_ACTIVE_PER_CONTACT = 12
OVER = _("Dieser Termin ist vorbei. An der Anmeldung lässt sich nichts mehr ändern.")
HIDDEN = _("Diese Veranstaltung steht zurzeit nicht auf der Website. Bitte rufen Sie uns an.")
CALLED_OFF = _("Dieser Termin entfällt. An der Anmeldung ist nichts mehr zu ändern.")
OFFER_ENDED = _("Das Angebot gilt nicht mehr. Die Plätze sind weitergegeben worden.")


class RegistrationRefused(RequestRefused):
    """Raised if a registration or change is not possible; the message is addressed to the registrant."""


class DuplicateRegistration(RegistrationRefused):
    """Raised if the contact has reached its limit here or has a registration with this name.

    `registration_pk` is the key of the registration with this name, or None.

    It occurs when a form is sent again or a registrant has forgotten an earlier registration. A second registration
    would take places from others; redirecting to the first would expose it to anyone who knows the name and the phone
    number.

    The response is therefore identical in all cases: same text, same page, same status, whether the name exists or the
    limit is reached, whether registrations are booked or waiting, and whether a mail is sent now or was sent within the
    last hour. It depends only on the input (mail address or phone number), never on stored data. It does not reveal the
    code, the link, the state or the number of people, and names cannot be guessed once the limit is reached.

    Limitation: the response differs from "Sie sind angemeldet". Probing requires knowledge of the contact, and a probe
    without a match creates a registration: a mail address gets a confirmation, the registration remains in the list of
    the date at the desk even if it is cancelled, and the attempt counts towards the hourly limit.
    """

    def __init__(self, registration_pk=None):
        super().__init__(
            _("Mit dieser E-Mail-Adresse oder Telefonnummer können wir hier online nichts mehr eintragen.")
        )
        self.registration_pk = registration_pk


@dataclass(frozen=True, slots=True)
class Registrant:
    """Data of a registrant: a name, one contact (mail or phone) and the number of people.

    Its attributes are fields of `Registration`: they are stored, corrected and exported without being named again.
    """

    name: str
    people: int = 1
    email: str = ""
    phone: str = ""

    @classmethod
    def of(cls, registration: Registration) -> "Registrant":
        """Return the data of the registrant of a registration."""
        return cls(**{each.name: getattr(registration, each.name) for each in fields(cls)})

    @property
    def contact_key(self) -> str:
        """Return the canonical form of the contact."""
        return canonical(self.email or self.phone)

    def is_named(self, name: str) -> bool:
        """Return whether the names are equal, ignoring case, spaces and the spelling of umlauts."""
        return not spellings(self.name).isdisjoint(spellings(name))


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
    _refuse(capacity, registrant, by_staff, of_registrant)
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
    _refuse_change(capacity, row, by_staff)
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
    _refuse(capacity, registrant, by_staff, others)
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
        _refuse_change(capacity, row, by_staff=True)
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
    _refuse_unless_taking_place(capacity)
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
        _refuse_unless_taking_place(capacity)
        _refuse_change(capacity, row, by_staff)
    if row.people == people:
        return row
    _refuse_size(capacity, people, by_staff)
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


@transaction.atomic
def set_places(occurrence, places: int | None) -> OccurrenceCapacity:
    """Set the capacity of a date.

    Raise `RegistrationRefused` if more places are held already, or if a party waits that would never fit.
    """
    capacity = lock_capacity(occurrence)
    if places is not None and places < capacity.held:
        raise RegistrationRefused(
            _("An diesem Tag sind schon %(held)d Plätze vergeben. Weniger geht nicht.") % {"held": capacity.held}
        )
    largest = Registration.objects.largest_waiting_party(capacity)
    if places is not None and places < largest:
        text = _("Auf der Warteliste stehen %(people)d Menschen, die zusammen kommen. Für sie reichen die Plätze nie.")
        raise RegistrationRefused(text % {"people": largest})
    capacity.places = places
    capacity.save(update_fields=["places"])
    offer_free_places(capacity)
    return capacity


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


def _refuse(capacity, registrant, by_staff, others):
    """Raise if a registration is not possible; `others` are the active registrations of the same contact."""
    if not is_bookable(capacity.occurrence, by_staff=by_staff):
        raise RegistrationRefused(_("Für diesen Termin kann man sich nicht mehr anmelden."))
    _refuse_size(capacity, registrant.people, by_staff)
    if by_staff:
        return
    here = [row for row in others if row.capacity_id == capacity.pk]
    coming = [row for row in others if row.occurrence.ends_at > clock.now()]
    same = next((row.pk for row in here if registrant.is_named(row.name)), None)
    if same or len(here) >= MAX_PER_CONTACT_AND_DATE or len(coming) >= MAX_ACTIVE_PER_CONTACT:
        raise DuplicateRegistration(same)


def _refuse_unless_taking_place(capacity):
    obstacle = obstacle_of(capacity.occurrence, capacity.occurrence.event)
    reason = {Obstacle.OVER: OVER, Obstacle.CANCELLED: CALLED_OFF, Obstacle.UNPUBLISHED: HIDDEN}.get(obstacle)
    if reason:
        raise RegistrationRefused(reason)


def _refuse_change(capacity, row, by_staff):
    """Raise `RegistrationRefused` if the date is over or the registrant can change nothing any more."""
    if capacity.occurrence.ends_at <= clock.now():
        raise RegistrationRefused(OVER)
    if by_staff:
        return
    if capacity.occurrence.is_cancelled:
        raise RegistrationRefused(CALLED_OFF)
    if row.has_offer_ended(clock.now()):
        raise RegistrationRefused(OFFER_ENDED)


def _refuse_size(capacity, people, by_staff):
    registration_settings = settings_of(capacity.occurrence)
    limit = registration_settings.largest_party if registration_settings and not by_staff else MAX_PARTY_SIZE
    if capacity.places is not None:
        limit = min(limit, capacity.places)
    if people <= limit:
        return
    text = _("Eine Anmeldung kann hier höchstens %(most)d Menschen umfassen. Sind Sie mehr? Bitte rufen Sie uns an.")
    if by_staff:
        text = _("Eine Anmeldung kann hier höchstens %(most)d Menschen umfassen. Sind es mehr, teilen Sie sie auf.")
    raise RegistrationRefused(text % {"most": limit})
