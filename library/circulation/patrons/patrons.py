"""Patrons: register, give and replace cards, set PINs, end the membership; each function is atomic."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.text.folding import word_matcher
from kasch_site.house.models import Language
from kasch_site.messaging.traces import erase_traces
from kasch_site.visitors import access_tokens, reference_codes
from kasch_site.visitors.contact import canonical_forms
from kasch_site.worker.jobs import job
from library.circulation import numbering
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import returned_loans
from library.circulation.locks import lock_all, lock_desks_of, lock_patron
from library.circulation.refusals import ENDED, CirculationRefused
from library.models import Card, Hold, Loan, NumberKind, Patron
from library.models.numbers import is_number
from library.models.patrons import PIN_LENGTH
from library.notifications import notifications

from . import activity

MAX_SIMILAR = 10
_NO_PATRON = 0
HAS_LOANS = gettext_lazy("Diese Person hat noch etwas ausgeliehen. Bitte nehmen Sie es erst zurück.")


@dataclass(frozen=True, slots=True)
class NewPatron:
    """The data of a new patron: name, contact, language; for a child the consenting adult and their contact."""

    name: str
    email: str = ""
    phone: str = ""
    language: Language | None = None
    guardian: str = ""


@transaction.atomic
def register(person: NewPatron, idempotency_key: UUID, card_number: str = "") -> Patron:
    """Register a patron, with a blank card printed ahead or a new number. Raise `CirculationRefused`.

    The same `idempotency_key` again returns the same patron.
    """
    today = clock.today()
    patron = Patron(
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        guardian=person.guardian,
        is_child=bool(person.guardian),
        joined_on=today,
        active_on=today.replace(day=1),
        created_at=clock.now(),
        idempotency_key=idempotency_key,
    )
    patron, is_new = patron.insert_once()
    if is_new:
        give_card(patron, card_number)
        reservations.assign_guest_holds(patron)
        activity.count(today.year)
    return patron


def similar_to(person: NewPatron, idempotency_key: UUID) -> list[Patron]:
    """Return members with the same name, in any spelling and order of its words: possible duplicates.

    Those with the same contact come first. Empty if the same form has registered a patron already.
    """
    if Patron.objects.filter(idempotency_key=idempotency_key).exists():
        return []
    contacts = canonical_forms(person.email or person.phone)
    members = Patron.objects.members().order_by("joined_on", "pk").values_list("pk", "name", "email_key", "phone_key")
    same = [(pk, {*keys} - {""}) for pk, name, *keys in members.iterator() if _is_same_name(name, person.name)]
    same.sort(key=lambda each: contacts.isdisjoint(each[1]))
    chosen = [pk for pk, _keys in same[:MAX_SIMILAR]]
    patrons = Patron.objects.in_bulk(chosen)
    return [patrons[pk] for pk in chosen if pk in patrons]


def _is_same_name(one, other):
    return all((matches := word_matcher(name)) and matches(text) for name, text in ((one, other), (other, one)))


@transaction.atomic
def correct(patron: Patron) -> None:
    """Save corrections by staff; a patron with a consenting adult is a child.

    If mail address or number change, links sent to the old ones are revoked; open holds and messages move to the new
    ones.
    """
    before = set(lock_patron(patron.pk).keys)
    patron.is_child = bool(patron.guardian)
    patron.save()
    if set(patron.keys) == before:
        return
    access_tokens.revoke(notifications.SECTION, notifications.subject_of(patron))
    notifications.visitors.cancel(patron, "new_pin")
    notifications.follow(patron)
    requester = Requester.of(patron)
    for hold in Hold.objects.open().filter(patron=patron):
        hold.name, hold.email, hold.phone = requester.name, requester.email, requester.phone
        hold.save(update_fields=["name", "email", "phone"])
        access_tokens.revoke(notifications.SECTION, notifications.subject_of(hold))
        notifications.follow(hold)


@transaction.atomic
def give_card(patron: Patron, number: str = "") -> Card:
    """Give a patron a card, a blank one printed ahead or a new number, and block the previous one.

    Browsers signed in to the account are signed out. Raise `CirculationRefused`.
    """
    if lock_patron(patron.pk).ended_on:
        raise CirculationRefused(ENDED)
    _block_cards(patron)
    if not number:
        return Card.objects.create(number=numbering.allocate(NumberKind.CARD)[0], patron=patron)
    if not is_number(number, NumberKind.CARD):
        raise CirculationRefused(_("Das ist keine Ausweisnummer. Bitte scannen Sie den Ausweis noch einmal."))
    card = Card.objects.select_for_update().filter(number=number).first()
    if card is None:
        raise CirculationRefused(_("Diesen Ausweis haben wir nicht gedruckt. Bitte nehmen Sie einen vom Stapel."))
    if card.patron_id is not None or card.blocked_on is not None:
        raise CirculationRefused(_("Dieser Ausweis gehört schon jemandem. Bitte nehmen Sie einen anderen."))
    card.patron = patron
    card.save(update_fields=["patron"])
    return card


def _block_cards(patron):
    """Block the valid card, and end sessions opened with it."""
    Card.objects.valid().filter(patron=patron).update(blocked_on=clock.today())
    access_tokens.revoke(notifications.SECTION, notifications.subject_of(patron))


@transaction.atomic
def reset_pin(patron: Patron) -> str:
    """Give a patron a new PIN and return it; it is stored as a hash and cannot be read again.

    Browsers signed in with the old one are signed out.
    """
    pin = "".join(secrets.choice("0123456789") for _digit in range(PIN_LENGTH))
    patron.set_pin(pin)
    patron.save(update_fields=["pin_hash"])
    access_tokens.revoke(notifications.SECTION, notifications.subject_of(patron))
    return pin


def ask_for_new_pin(card_number: str, letters: str) -> None:
    """Send the patron with this card, whose name begins with these letters, a link to a new PIN by mail.

    For any other card, or without a mail address, a job with an unused id is enqueued as well, so that the response
    time does not reveal whether there is one; callers say the same in each case.
    """
    patron = Patron.objects.members().with_card(card_number).first()
    is_right = patron is not None and patron.email and reference_codes.matches_name(patron.name, letters)
    send_link_to_new_pin.enqueue(patron.pk if is_right else _NO_PATRON, clock.now().isoformat())


@job(gettext_lazy("Link zu einer neuen PIN schicken"))
def send_link_to_new_pin(patron_pk: int, occasion: str) -> None:
    """Queue the mail with the link, if the patron exists. Idempotent."""
    patron = Patron.objects.members().filter(pk=patron_pk).first()
    if patron is not None:
        notifications.visitors.notify(patron, "new_pin", occasion)


@transaction.atomic
def end(patron: Patron) -> Patron:
    """End a membership: block the card, cancel the holds. Raise `CirculationRefused` if the patron has open loans."""
    patron = lock_patron(patron.pk)
    _refuse_with_loans(patron)
    if patron.ended_on is None:
        lock_all(titles=Hold.objects.open().filter(patron=patron).values_list("title", flat=True))
        for hold in Hold.objects.open().filter(patron=patron).order_by("title"):
            reservations.cancel(hold)
        _block_cards(patron)
        patron.ended_on = clock.today()
        patron.save(update_fields=["ended_on"])
    return patron


def _refuse_with_loans(patron):
    if Loan.objects.open().filter(patron=patron).exists():
        raise CirculationRefused(HAS_LOANS)


@transaction.atomic
def erase(patron: Patron) -> None:
    """Erase a patron with all traces of their loans. Raise `CirculationRefused` if the patron has open loans.

    Copies and titles are kept.
    """
    lock_desks_of([patron.pk])
    patron = lock_patron(patron.pk)
    _refuse_with_loans(patron)
    loans, own_holds = Loan.objects.filter(patron=patron), Hold.objects.filter(patron=patron)
    lock_all(titles=[*returned_loans.titles_of(loans), *own_holds.values_list("title", flat=True)])
    returned_loans.erase(loans)  # it locks the counts of a month, and must not wait for them after another change
    patron = end(patron)
    erase_traces(notifications.SECTION, [notifications.subject_of(each) for each in (patron, *own_holds)])
    patron.delete()
