"""Conditions under which a registration or a change of it is refused, with the sentences for the registrant."""

from django.utils.translation import gettext_lazy as _

from events.models import MAX_PARTY_SIZE, OccurrenceCapacity, Registration
from kasch_site.common import clock
from kasch_site.visitors.refusals import RequestRefused

from .cancellation_deadline import cancellation_deadline
from .participation import Obstacle, is_bookable, obstacle_of
from .registrant import Registrant
from .settings import settings_of

# Limit of registrations per contact and date; larger requests are made by phone.
MAX_PER_CONTACT_AND_DATE = 2
MAX_ACTIVE_PER_CONTACT = 12
OVER = _("Dieser Termin ist vorbei. An der Anmeldung lässt sich nichts mehr ändern.")
HIDDEN = _("Diese Veranstaltung steht zurzeit nicht auf der Website. Bitte rufen Sie uns an.")
CANCELLED = _("Dieser Termin entfällt. An der Anmeldung ist nichts mehr zu ändern.")
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


def refuse_registration(
    capacity: OccurrenceCapacity, registrant: Registrant, by_staff: bool, others: list[Registration]
) -> None:
    """Raise `RegistrationRefused` if a registration is not possible, `DuplicateRegistration` if there are too many.

    `others` are the active registrations of the same contact.
    """
    if not is_bookable(capacity.occurrence, by_staff=by_staff):
        raise RegistrationRefused(_("Für diesen Termin kann man sich nicht mehr anmelden."))
    refuse_size(capacity, registrant.people, by_staff)
    if by_staff:
        return
    here = [row for row in others if row.capacity_id == capacity.pk]
    upcoming = [row for row in others if row.occurrence.ends_at > clock.now()]
    same = next((row.pk for row in here if registrant.is_named(row.name)), None)
    if same or len(here) >= MAX_PER_CONTACT_AND_DATE or len(upcoming) >= MAX_ACTIVE_PER_CONTACT:
        raise DuplicateRegistration(same)


def refuse_unless_taking_place(capacity: OccurrenceCapacity) -> None:
    """Raise `RegistrationRefused` unless the date takes place and residents see it."""
    obstacle = obstacle_of(capacity.occurrence, capacity.occurrence.event)
    reason = {Obstacle.OVER: OVER, Obstacle.CANCELLED: CANCELLED, Obstacle.UNPUBLISHED: HIDDEN}.get(obstacle)
    if reason:
        raise RegistrationRefused(reason)


def refuse_change(capacity: OccurrenceCapacity, row: Registration, by_staff: bool) -> None:
    """Raise `RegistrationRefused` if the date is over or the registrant can change nothing any more."""
    if cancellation_deadline(capacity.occurrence) <= clock.now():
        raise RegistrationRefused(OVER)
    if by_staff:
        return
    if capacity.occurrence.is_cancelled:
        raise RegistrationRefused(CANCELLED)
    if row.has_offer_ended(clock.now()):
        raise RegistrationRefused(OFFER_ENDED)


def refuse_size(capacity: OccurrenceCapacity, people: int, by_staff: bool) -> None:
    """Raise `RegistrationRefused` if `people` exceeds the maximum of one registration for this date."""
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
