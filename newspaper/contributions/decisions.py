"""Decisions about a contribution: accepted for an issue, printed, declined; or withdrawn by the person."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.messaging.visitor_messages import new_occasion
from newspaper.models import Consent, Contribution

from .notifications import visitors
from .refusals import ContributionRefused

_STATE = Contribution.State
_CLOSED = (_STATE.DONE, _STATE.DECLINED, _STATE.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of staff: the new state, the issue in which it is printed, the reason if it is declined."""

    state: str
    issue_number: int | None = None
    issue_year: int | None = None
    reason: str = ""


@transaction.atomic
def decide(contribution: Contribution, decision: Decision, *, is_notified: bool = True) -> Contribution:
    """Store a decision of staff, and notify the person if `is_notified`. A later decision replaces it.

    Raise `ContributionRefused` if the person has withdrawn the contribution, or if issue or reason are missing.
    """
    row = _locked(contribution)
    refuse(row, decision)
    before = (row.state, row.issue_number, row.issue_year, row.reason)
    row.reason = decision.reason if decision.state == _STATE.DECLINED else ""
    if not row.is_old_issue:
        has_issue = decision.state in (_STATE.ACCEPTED, _STATE.DONE)
        row.issue_number = decision.issue_number if has_issue else None
        row.issue_year = decision.issue_year if has_issue else None
    if before != (decision.state, row.issue_number, row.issue_year, row.reason):
        _set_state(row, decision.state)
        if is_notified and row.state != _STATE.RECEIVED:
            visitors.notify(row, row.state, new_occasion(), by_staff=True)
    return row


def refuse(contribution: Contribution, decision: Decision) -> None:
    """Raise `ContributionRefused` if staff cannot make this decision."""
    if contribution.state == _STATE.WITHDRAWN:
        raise ContributionRefused(_("Der Beitrag ist zurückgezogen. Er darf nicht gedruckt werden."))
    needs_issue = decision.state in (_STATE.ACCEPTED, _STATE.DONE) and not contribution.is_old_issue
    if needs_issue and not (decision.issue_number and decision.issue_year):
        raise ContributionRefused(_("Für welche Ausgabe? Nummer und Jahr, zum Beispiel 2 und 2027."), "issue_number")
    if decision.state == _STATE.DECLINED and not decision.reason:
        raise ContributionRefused(_("Schreiben Sie einen Satz, warum nicht."), "reason")


@transaction.atomic
def withdraw(contribution: Contribution) -> Contribution:
    """Withdraw a contribution that is not printed. Idempotent. Raise `ContributionRefused` if it is already printed."""
    row = _locked(contribution)
    if row.is_open:
        _set_state(row, _STATE.WITHDRAWN)
        visitors.notify(row, "withdrawn")
    elif row.state == _STATE.DONE:
        raise ContributionRefused(_("Das ist schon gedruckt. Rufen Sie uns bitte an."))
    return row


@transaction.atomic
def withdraw_consent(contribution: Contribution, key: str) -> Contribution:
    """Withdraw one consent. Idempotent.

    Without a required consent nothing can be printed, so the contribution is withdrawn. If it is printed already, staff
    get the task to remove it from the website.
    """
    row = _locked(contribution)
    changed = row.consents.filter(key=key, withdrawn_at=None).update(withdrawn_at=clock.now())
    if changed and row.is_open and key != Consent.Key.INTERNET:
        _set_state(row, _STATE.WITHDRAWN)
        visitors.notify(row, "withdrawn")
    return row


@transaction.atomic
def settle_withdrawn(contribution: Contribution) -> int:
    """Record that withdrawn contributions are removed from the website; return the number of consents."""
    return contribution.consents.exclude(withdrawn_at=None).filter(settled_at=None).update(settled_at=clock.now())


def _locked(contribution):
    return Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)


def _set_state(row, state):
    """Store the state with the fields that belong to it; cancel messages about the previous one."""
    row.state = state
    row.closed_at = clock.now() if state in _CLOSED else None
    row.save(update_fields=["state", "closed_at", "issue_number", "issue_year", "reason"])
    visitors.cancel(row)
