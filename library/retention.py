"""Retention and subject access: who had borrowed a copy is erased within seven days of its return."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kasch_site.messaging.traces import erase_traces
from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data
from library.catalogue.imports import importing
from library.circulation.holds import reservations
from library.circulation.loans import returned_loans
from library.circulation.locks import lock_all, lock_desks_of
from library.circulation.patrons import patrons
from library.models import Desk, DeskLine, Hold, Loan, Patron, PurchaseRequest
from library.notifications.notifications import SECTION, subject_of

# "Seven days after a return nobody can tell who had the book": one day less, because the purge runs once a day.
LOAN_RETENTION = timedelta(days=6)
ENDED_HOLD_RETENTION = timedelta(days=6)
DESK_RETENTION = timedelta(days=1)
# Patrons without loans are erased after this time without activity.
INACTIVE_PATRON_RETENTION = timedelta(days=2 * 365)
ENDED_PATRON_RETENTION = timedelta(days=30)
ENDED_REQUEST_RETENTION = timedelta(days=7)


def purge(before: datetime) -> int:
    """Erase returned loans, ended holds and requests, lines of desks, and former patrons; return the number of rows.

    Ended memberships are kept for 30 days, patrons without activity for two years.
    """
    day = before.date()
    requests = PurchaseRequest.objects.filter(ends_on__lt=day - ENDED_REQUEST_RETENTION)
    count = purge_loans(before) + _purge_holds(before) + _purge_desks(before)
    count += _REQUESTS.erase(requests) + importing.purge(before)
    ended = Patron.objects.filter(ended_on__lt=day - ENDED_PATRON_RETENTION)
    inactive = Patron.objects.filter(active_on__lt=day - INACTIVE_PATRON_RETENTION)
    return count + sum(_erase(patron) for patron in (ended | inactive).without_loans().distinct())


def purge_loans(before: datetime) -> int:
    """Erase loans whose retention ended before `before`, and count them; return their number."""
    return returned_loans.erase(Loan.objects.returned_before(before - LOAN_RETENTION))


@transaction.atomic
def _purge_holds(before):
    """Erase holds whose retention ended, with their links and messages; return their number."""
    ended = Hold.objects.filter(ended_at__lt=before - ENDED_HOLD_RETENTION)
    erase_traces(SECTION, [subject_of(hold) for hold in ended])
    return ended.delete()[0]


def _purge_desks(before):
    """Erase the lines of desks of earlier days; return the number of rows."""
    lines = DeskLine.objects.filter(at__lt=before - DESK_RETENTION).delete()[0]
    return lines + Desk.objects.filter(used_at__lt=before - DESK_RETENTION).delete()[0]


def export(contact: str) -> list[dict]:
    """Return all data of the library about a mail address or phone number."""
    return [
        *(_patron_data(patron) for patron in Patron.objects.of_contact(contact)),
        *_HOLDS.export(contact),
        *_REQUESTS.export(contact),
    ]


@transaction.atomic
def erase_person(contact: str) -> int:
    """Erase a person's membership, holds and requests; return the number of rows.

    A patron with loans stays until the books are back, because the library has to know where they are (GDPR, Article
    17, paragraph 3 e); what they have brought back is erased at once. `retention_reasons` says so.
    """
    own, own_holds = Patron.objects.of_contact(contact), Hold.objects.of_contact(contact)
    loans = Loan.objects.filter(patron__in=own)
    titles = [*returned_loans.titles_of(loans), *own_holds.values_list("title", flat=True)]
    patron_pks = list(own.values_list("pk", flat=True))
    lock_desks_of(patron_pks)
    lock_all(patrons=patron_pks, titles=titles)
    # First what locks the counts of a month: it must not wait for them after another change.
    count = returned_loans.erase(loans.filter(returned_at__isnull=False))
    count += _HOLDS.erase_person(contact) + _REQUESTS.erase_person(contact)
    return count + sum(_erase(patron) for patron in own.without_loans())


def retention_reasons(contact: str) -> list[str]:
    """Return for each patron with open loans the reason why the membership is kept for now."""
    text = _(
        "%(name)s hat noch etwas aus der Bibliothek. Bis es zurück ist, bleibt gespeichert, wer es hat: %(titles)s."
    )
    loans = Loan.objects.open().select_related("copy__title")
    patrons_with_loans = Patron.objects.of_contact(contact).filter(loans__in=loans).distinct()
    return [
        text % {"name": patron.name, "titles": ", ".join(loan.copy.title.title for loan in loans.of(patron))}
        for patron in patrons_with_loans
    ]


def _erase(patron):
    patrons.erase(patron)
    return 1


def _cancel(hold):
    if hold.is_open:
        reservations.cancel(hold)


def _patron_data(patron) -> dict:
    loans = Loan.objects.filter(patron=patron).select_related("copy__title").order_by("lent_at")
    cards = patron.cards.order_by("number")
    return {
        _("Leseausweis"): ", ".join(card.number for card in cards),
        _("Name"): patron.name,
        _("Erreichbar unter"): patron.contact,
        _("Wer zustimmt"): patron.guardian,
        _("Sprache"): str(patron.language or ""),
        _("seit"): patron.joined_on,
        _("zuletzt da, Monat"): patron.active_on,
        _("beendet am"): patron.ended_on,
        _("Ausgeliehen und noch nicht vergessen"): "; ".join(map(_loan_in_words, loans)),
    }


def _loan_in_words(loan):
    days = {"title": loan.copy.title.title, "lent": date_format(loan.lent_at, "j.n.Y"), "due": date_format(loan.due_on)}
    text = _("%(title)s, seit %(lent)s, bis %(due)s") % days
    if loan.returned_at is None:
        return text
    return text + _(", zurück am %(day)s") % {"day": date_format(loan.returned_at, "j.n.Y")}


def _subjects(name):
    return lambda keys: [f"{name}:{key}" for key in keys]


_HOLDS = VisitorRecords(
    SECTION,
    Hold,
    lambda hold: visitor_data(hold, {_("Vorgemerkt"): hold.title.title}, ("pickup_until",)),
    related=("title",),
    release=_cancel,
    subjects_of=_subjects("hold"),
)
_REQUESTS = VisitorRecords(
    SECTION,
    PurchaseRequest,
    lambda request: visitor_data(request, {_("Gesucht"): request.text}, ("ends_on",)),
    subjects_of=_subjects("request"),
)
