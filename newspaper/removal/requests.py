"""Requests to hide a person in old issues: store and answer them."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.rate_limits import limits
from kasch_site.messaging.visitor_messages import new_occasion
from kasch_site.visitors.refusals import RequestRefused
from newspaper.models import RemovalRequest

from .notifications import visitors

MAX_OPEN = 5  # of one person
_STATE = RemovalRequest.State


class RemovalRefused(RequestRefused):
    """Raised if a request or an answer is refused; the message says how to correct it."""


@transaction.atomic
def create(hidden_name: str, details: str, idempotency_key: UUID, **person: str) -> RemovalRequest:
    """Store a request and confirm it; `person` is a name and one contact. Idempotent for the same `idempotency_key`.

    Raise `RemovalRefused` if the person has too many unanswered requests.
    """
    row = RemovalRequest(
        hidden_name=hidden_name, details=details, idempotency_key=idempotency_key, created_at=clock.now(), **person
    )
    existing = RemovalRequest.objects.sent_with(idempotency_key)
    if existing is not None:
        return existing
    _refuse_too_many(row)
    row, is_new = row.insert_once()
    if is_new:
        visitors.notify(row, "removal_received")
    return row


def _refuse_too_many(row):
    row.set_keys()
    for key in sorted(row.keys):
        limits.lock("removal requests", key)
    if RemovalRequest.objects.open().of_keys(row.keys).count() >= MAX_OPEN:
        text = _("Von Ihnen liegen schon %(number)d Bitten bei uns. Bitte warten Sie auf unsere Antwort.")
        raise RemovalRefused(text % {"number": MAX_OPEN})


@transaction.atomic
def answer(row: RemovalRequest, state: str, text: str, *, is_notified: bool = True) -> RemovalRequest:
    """Store the answer of staff, and notify the person if `is_notified`. A later answer replaces it.

    Raise `RemovalRefused` if a refusal has no reason.
    """
    require_reason(state, text)
    row = RemovalRequest.objects.select_for_update(of=("self",)).get(pk=row.pk)
    before = (row.state, row.answer)
    row.state, row.answer = state, text
    row.closed_at = None if row.is_open else clock.now()
    if before != (row.state, row.answer):
        row.save(update_fields=["state", "answer", "closed_at"])
        visitors.cancel(row)
        if is_notified and not row.is_open:
            visitors.notify(row, f"removal_{row.state}", new_occasion(), by_staff=True)
    return row


def require_reason(state: str, text: str) -> None:
    """Raise `RemovalRefused` if a refusal has no reason."""
    if state == _STATE.DECLINED and not text.strip():
        raise RemovalRefused(_("Schreiben Sie einen Satz, warum nicht."))
