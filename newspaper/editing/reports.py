"""Reports of mistakes in the text of a page: store, settle, erase."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from kasch_site.visitors.contact import mentions
from kasch_site.visitors.refusals import RequestRefused
from newspaper.models import Page, TextReport

from . import retention

MAX_OPEN = 20  # of one page


class ReportRefused(RequestRefused):
    """Raised if a report is refused; the message gives the reason."""


@transaction.atomic
def report(page: Page, words: str, idempotency_key: UUID) -> TextReport:
    """Store the report of a mistake on a page, and return it. Idempotent for the same `idempotency_key`.

    Raise `ReportRefused` if the page has too many open reports.
    """
    limits.lock("text reports", str(page.pk))
    already = TextReport.objects.filter(idempotency_key=idempotency_key).first()
    if already is not None:
        return already
    if TextReport.objects.open().filter(page=page).count() >= MAX_OPEN:
        raise ReportRefused(_("Zu dieser Seite ist schon vieles gemeldet. Wir sehen sie uns an."))
    return TextReport.objects.create(page=page, words=words, idempotency_key=idempotency_key, created_at=clock.now())


def settle(reports: Iterable[TextReport]) -> int:
    """Mark these reports as settled by staff; return the number of those that were open."""
    keys = [each.pk for each in reports]
    return TextReport.objects.open().filter(pk__in=keys).update(settled_at=clock.now())


def purge(before: datetime) -> int:
    """Erase reports whose retention ended before `before`; return their number."""
    return retention.past_retention(before).delete()[0]


def export(contact: str) -> list[dict]:
    """Return the reports whose text contains this mail address or phone number."""
    return [
        {
            _("Was"): _("Fehler in der Zeitung gemeldet"),
            _("Was stimmt nicht?"): each.words,
            _("gemeldet"): each.created_at,
            _("erledigt"): each.settled_at,
        }
        for each in _of(contact)
    ]


def erase_person(contact: str) -> int:
    """Erase the reports whose text contains this mail address or phone number; return their number."""
    return TextReport.objects.filter(pk__in=[each.pk for each in _of(contact)]).delete()[0]


def _of(contact):
    return [each for each in TextReport.objects.all() if mentions(each.words, contact)]
