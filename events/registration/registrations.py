"""Signing up, cancelling, moving up: each verb is all or nothing, behind the lock of the date.

The lock makes everybody see the same number of free places; the constraint on `Seating.held` refuses what would be
too much even without it. Whoever is refused there waits instead of being lost.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from events.models import LARGEST_PARTY, OccurrenceCapacity, Registration
from kasch_site.common import clock
from kasch_site.visitors import reference_codes
from kasch_site.visitors.contact import normal
from kasch_site.worker.jobs import job

from . import notifications, statements
from .offers import deadline
from .settings import is_bookable, places_of, terms_of

# Nobody needs more for one day; whoever does, calls.
MOST_FOR_A_CONTACT = 2
MOST_ACTIVE_FOR_A_CONTACT = 12
OVER = _("Dieser Termin ist vorbei. An der Anmeldung lässt sich nichts mehr ändern.")
CALLED_OFF = _("Dieser Termin entfällt. An der Anmeldung ist nichts mehr zu ändern.")
OFFER_ENDED = _("Das Angebot gilt nicht mehr. Die Plätze sind weitergegeben worden.")


class RegistrationRefused(Exception):
    """A sign-up cannot be taken or changed like this; the words say why, for the person who asked."""


class NotOnceMore(RegistrationRefused):
    """This contact has as many sign-ups as it can have here, or one with this name; `sign_up_pk` is that one, or None.

    Somebody goes back and sends the form again, or does not remember that they have. To make a second sign-up of it
    would take a place from others; to lead to the first would hand it to whoever knows a name and a phone number.

    So one answer is given, the same sentences on the same page with the same status, whether there is one with this
    name or the contact has used up its number, whether those are booked or wait, and whether a mail goes out now or
    went out within the hour. Only what was typed changes it (a mail address or a phone number), never what is stored.
    A stranger who gets this answer is not told the code, the link, the state or how many come, and cannot try out
    names once the limit is reached. What a form that signs up at once cannot hide is that the answer is another one
    than "Sie sind angemeldet". Whoever tries that out has to know the contact, and if nobody was signed up, they have
    signed the person up with their try: it is told by mail to a mail address, stays in the list of the date at the
    desk even if it is cancelled, and counts towards the tries of an hour.
    """

    def __init__(self, sign_up_pk=None):
        super().__init__(
            _("Mit dieser E-Mail-Adresse oder Telefonnummer können wir hier online nichts mehr eintragen.")
        )
        self.sign_up_pk = sign_up_pk


@dataclass(frozen=True, slots=True)
class Registrant:
    """Who wants to come: a name, one way to reach them (mail or phone), and how many they are."""

    name: str
    people: int = 1
    email: str = ""
    phone: str = ""

    @property
    def contact_key(self) -> str:
        """The way to reach them in the form in which contacts are compared."""
        return normal(self.email or self.phone)

    def is_named(self, name: str) -> bool:
        """Whether that is the same name, in whatever case and with whatever spaces and umlauts it was typed."""
        return not reference_codes.spellings(self.name).isdisjoint(reference_codes.spellings(name))


@transaction.atomic
def register(occurrence, party: Registrant, sent_as: UUID, *, by_staff: bool = False) -> Registration:
    """Sign a party up, on the waiting list if there is no room; the same `sent_as` again returns the same sign-up.

    `by_staff` ignores the closing time and the limits for one contact. Raises `SignUpRefused`, `NotOnceMore`.
    """
    return enrol(open_seating(occurrence), party, sent_as, by_staff=by_staff)


def open_seating(occurrence) -> OccurrenceCapacity:
    """The places of a date under its lock, noted down if they are asked for the first time; in a transaction."""
    found = statements.seating_of(occurrence.pk)
    if found is None:
        _lay_out(occurrence)
        found = statements.seating_of(occurrence.pk)
    return found


def enrol(seating: OccurrenceCapacity, party: Registrant, sent_as: UUID, *, by_staff: bool = False) -> Registration:
    """What `register` does, for a caller that has begun a transaction and holds the lock of the date."""
    known = statements.claims(sent_as, party.contact_key)
    already = next((row.pk for row in known if row.sent_as == sent_as), None)
    if already:
        return Registration.objects.select_related("seating__occurrence").get(pk=already)
    _refuse(seating, party, by_staff, known)
    sign_up = _seat_or_queue(seating, party, sent_as)
    notifications.notify(sign_up, "confirmed" if sign_up.state == Registration.State.BOOKED else "waiting")
    return sign_up


def notify_again(sign_up_pk) -> None:
    """Mail a party once more how its sign-up stands, with its link, at most once an hour; nobody is called for that."""
    row = Registration.objects.active().exclude(email="").filter(pk=sign_up_pk).first()
    if row:
        notifications.notify_status(row, once=f"again-{clock.now():%Y-%m-%dT%H}")


@transaction.atomic
def cancel(sign_up: Registration, *, by_staff: bool = False) -> Registration:
    """Give the places back, or leave the waiting list; whoever is next moves up. Twice is once.

    Possible until the date is over, for staff too. Only staff can do it where the date is cancelled, or where an offer
    has ended that nobody has noted yet. Raises `SignUpRefused`.
    """
    seating, row = _reread(sign_up)
    if not row.is_active:
        return row
    _refuse_change(seating, row, by_staff)
    _become(row, Registration.State.CANCELLED)
    notifications.call_off(row)
    # Who comes back and cancels again is told again.
    notifications.notify(row, "cancelled", once=clock.now().isoformat())
    move_up(seating)
    return row


@transaction.atomic
def come_back(sign_up: Registration, *, by_staff: bool = False) -> Registration:
    """Take back a cancellation, or sign up again after an offer has lapsed, under the same code; twice is once.

    Where there is no room any more the party waits, behind those who have waited meanwhile. Raises `SignUpRefused`.
    """
    seating, row = _reread(sign_up)
    if row.is_active:
        return row
    party = Registrant(row.name, row.people, row.email, row.phone)
    others = [claim for claim in statements.claims(row.sent_as, party.contact_key) if claim.pk != row.pk]
    _refuse(seating, party, by_staff, others)
    row.created_at = clock.now()
    row.save(update_fields=["created_at"])
    try:
        with transaction.atomic():
            _become(row, Registration.State.BOOKED if _has_room(seating, row.people) else Registration.State.WAITING)
    except IntegrityError:
        _become(row, Registration.State.WAITING)
    notifications.call_off(row)
    kind = "confirmed" if row.state == Registration.State.BOOKED else "waiting"
    notifications.notify(row, kind, once=row.created_at.isoformat())
    return row


@transaction.atomic
def release(sign_up: Registration) -> None:
    """Give the places of a party back without telling it; whoever is next moves up. For staff alone.

    Possible until the date is over. Raises `SignUpRefused`.
    """
    seating, row = _reread(sign_up)
    if row.is_active:
        _refuse_change(seating, row, by_staff=True)
    notifications.call_off(row)
    if row.is_active:
        _become(row, Registration.State.CANCELLED)
        move_up(seating)


@transaction.atomic
def accept(sign_up: Registration) -> Registration:
    """Take the places that were offered. Raises `SignUpRefused` when the offer has ended."""
    _seating, row = _reread(sign_up)
    if row.state == Registration.State.BOOKED:
        return row
    if row.state != Registration.State.OFFERED or row.has_offer_ended(clock.now()):
        raise RegistrationRefused(OFFER_ENDED)
    answered = row.offered_until.isoformat()
    _become(row, Registration.State.BOOKED)
    notifications.call_off(row, "offer")
    # Who has been booked before, and came back over the waiting list, is told again.
    notifications.notify(row, "confirmed", once=answered)
    return row


@transaction.atomic
def change_people(sign_up: Registration, people: int, *, by_staff: bool = False) -> Registration:
    """Let a party be larger or smaller. Raises `SignUpRefused` where there is no room for so many.

    The person can do it as long as `cancel` is possible. Staff (`by_staff`) can correct the number later too.
    """
    seating, row = _reread(sign_up)
    if not row.is_active:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sich neu an."))
    if not by_staff:
        _refuse_change(seating, row, by_staff)
    if row.people == people:
        return row
    _refuse_size(seating, people, by_staff)
    row.people = people
    try:
        with transaction.atomic():
            row.save(update_fields=["people"])
    except IntegrityError as error:
        raise RegistrationRefused(_("So viele Plätze sind nicht mehr frei.")) from error
    notifications.notify(
        row, "confirmed" if row.state == Registration.State.BOOKED else "waiting", once=clock.now().isoformat()
    )
    move_up(seating)
    return row


@transaction.atomic
def lapse(sign_up: Registration) -> bool:
    """Let an offer end that nobody answered in time, and offer the places to the next; False if it has not ended."""
    seating, row = _reread(sign_up)
    if row.state != Registration.State.OFFERED or row.offered_until > clock.now():
        return False
    offered = row.offered_until.isoformat()
    _become(row, Registration.State.LAPSED)
    notifications.call_off(row)
    notifications.notify(row, "lapsed", once=offered)
    move_up(seating)
    return True


def move_up(seating: OccurrenceCapacity) -> list[Registration]:
    """Offer free places to those who wait, by the rule of the event; the caller holds the lock of the date."""
    if seating.places is None or not is_bookable(seating.occurrence, by_staff=True):
        return []
    in_order = terms_of(seating.occurrence).rule == "in_order"
    offered = []
    free = OccurrenceCapacity.objects.get(pk=seating.pk).free
    for row in Registration.objects.for_date(seating.occurrence).waiting():
        if row.people <= free:
            free -= row.people
            offered.append(_offer(row, seating))
        elif in_order:
            break
    return offered


@transaction.atomic
def set_places(occurrence, places: int | None) -> OccurrenceCapacity:
    """Give a date more or fewer places. Raises `SignUpRefused` if more are taken already."""
    seating = _locked(occurrence)
    if places is not None and places < seating.held:
        raise RegistrationRefused(
            _("An diesem Tag sind schon %(held)d Plätze vergeben. Weniger geht nicht.") % {"held": seating.held}
        )
    seating.places = places
    seating.save(update_fields=["places"])
    if places is None:
        for row in Registration.objects.for_date(occurrence).waiting():
            _offer(row, seating)
    move_up(seating)
    return seating


def _seat_or_queue(seating, party, sent_as):
    sign_up = Registration(
        seating=seating,
        name=party.name,
        email=party.email.lower(),
        phone=party.phone,
        contact_key=party.contact_key,
        people=party.people,
        sent_as=sent_as,
        created_at=clock.now(),
        state=Registration.State.BOOKED if _has_room(seating, party.people) else Registration.State.WAITING,
    )
    try:
        with transaction.atomic():
            statements.insert(sign_up)
    except IntegrityError:
        already = Registration.objects.filter(sent_as=sent_as).first()
        if already:
            return already
        # The constraint has the last word: there was no room after all.
        sign_up.state = Registration.State.WAITING
        statements.insert(sign_up)
    return sign_up


def _has_room(seating, people):
    if seating.free is None:
        return True
    # Who comes now does not overtake those who wait, unless the rule says that whoever fits may pass.
    passes = not seating.waiting or terms_of(seating.occurrence).rule == "fitting"
    return passes and people <= seating.free


def _offer(row, seating):
    row.offered_until = deadline(clock.now(), seating.occurrence.starts_at, by_phone=bool(row.phone))
    _become(row, Registration.State.OFFERED)
    notifications.call_off(row, "waiting")
    notifications.notify(row, "offer", once=row.offered_until.isoformat())
    _lapse_at_the_end(row)
    return row


def _become(row, state):
    row.state = state
    if state != Registration.State.OFFERED:
        row.offered_until = None
    row.save(update_fields=["state", "offered_until"])


def _locked(occurrence) -> OccurrenceCapacity:
    """The places of a date, nobody else writing at them until the end of the transaction."""
    seatings = OccurrenceCapacity.objects.select_for_update(of=("self",)).select_related("occurrence__event__terms")
    found = seatings.filter(pk=occurrence.pk).order_by().first()
    if found is None:
        _lay_out(occurrence)
        found = seatings.get(pk=occurrence.pk)
    return found


def _lay_out(occurrence):
    """Nobody has signed up for this date yet: note its places, and what is known about it today."""
    known = {"told": notifications.words_about(occurrence), "told_sequence": occurrence.sequence}
    OccurrenceCapacity.objects.get_or_create(occurrence=occurrence, defaults={"places": places_of(occurrence), **known})


def _reread(sign_up):
    seating = _locked(sign_up.seating.occurrence)
    row = Registration.objects.select_related("seating__occurrence__event").filter(pk=sign_up.pk).first()
    if row is None:
        raise RegistrationRefused(_("Diese Anmeldung gibt es nicht mehr. Bitte melden Sie sich neu an."))
    return seating, row


def _refuse(seating, party, by_staff, theirs):
    """Say why not; `theirs` are the active sign-ups of the same contact."""
    if not is_bookable(seating.occurrence, by_staff=by_staff):
        raise RegistrationRefused(_("Für diesen Termin kann man sich nicht mehr anmelden."))
    _refuse_size(seating, party.people, by_staff)
    if by_staff:
        return
    here = [row for row in theirs if row.seating_id == seating.pk]
    coming = [row for row in theirs if row.ends_at > clock.now()]
    same = next((row.pk for row in here if party.is_named(row.name)), None)
    if same or len(here) >= MOST_FOR_A_CONTACT or len(coming) >= MOST_ACTIVE_FOR_A_CONTACT:
        raise NotOnceMore(same)


def _refuse_change(seating, row, by_staff):
    """Raise `SignUpRefused` where the date is over, or where nothing is left for the person to change."""
    if seating.occurrence.ends_at <= clock.now():
        raise RegistrationRefused(OVER)
    if by_staff:
        return
    if seating.occurrence.is_cancelled:
        raise RegistrationRefused(CALLED_OFF)
    if row.has_offer_ended(clock.now()):
        raise RegistrationRefused(OFFER_ENDED)


def _refuse_size(seating, people, by_staff):
    terms = terms_of(seating.occurrence)
    most = terms.largest_party if terms and not by_staff else LARGEST_PARTY
    if seating.places is not None:
        most = min(most, seating.places)
    if people <= most:
        return
    words = _("Eine Anmeldung kann hier höchstens %(most)d Menschen umfassen. Sind Sie mehr? Bitte rufen Sie uns an.")
    if by_staff:
        words = _("Eine Anmeldung kann hier höchstens %(most)d Menschen umfassen. Sind es mehr, teilen Sie sie auf.")
    raise RegistrationRefused(words % {"most": most})


def lapse_overdue(now: datetime) -> int:
    """Let every offer end whose time is over; for what the job of an offer has missed."""
    overdue = Registration.objects.offered().filter(offered_until__lte=now).select_related("seating__occurrence")
    return sum(lapse(row) for row in overdue)


@job(_("Nicht beantwortete Plätze weitergeben"))
def lapse_offer(sign_up_pk: int) -> bool:
    """Let an offer end that nobody answered, and offer the places to the next."""
    found = Registration.objects.select_related("seating__occurrence").filter(pk=sign_up_pk).first()
    return bool(found) and lapse(found)


def _lapse_at_the_end(sign_up) -> None:
    """Have the offer of a sign-up looked at again when it ends."""
    lapse_offer.using(run_after=sign_up.offered_until).enqueue(sign_up.pk)
