"""Lend, return and renew copies; each function is atomic.

The row lock on the title serialises what concerns its copies and its queue; a constraint on `Loan` also guarantees that
no copy is lent twice. What refuses can often be overruled by a volunteer (`CirculationRefused.can_overrule`).
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from library.circulation import snapshots
from library.circulation.holds import queue
from library.circulation.locks import lock_copy, lock_patron
from library.circulation.patrons import activity
from library.circulation.refusals import (
    ENDED,
    IN_REPAIR,
    LENT,
    LENT_TO_SAME,
    NO_MORE_RENEWALS,
    NO_MORE_RENEWALS_OVERDUE,
    NOT_OPEN,
    OTHERS_WAIT,
    WITHDRAWN,
    CirculationRefused,
)
from library.models import Copy, Hold, LendingRules, Loan, Patron
from library.notifications import notifications

from .due_dates import due_on, loan_days_of, max_renewals_of


@dataclass(frozen=True, slots=True)
class LendResult:
    """The result of `lend`: the loan, the hold that it has fulfilled, and the snapshots for undoing it (`before`)."""

    loan: Loan
    hold: Hold | None = None
    before: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReturnResult:
    """The result of `take_back`: the ended loan, the hold for which the copy is now ready, and the snapshots
    (`before`).
    """

    loan: Loan | None
    hold: Hold | None = None
    before: dict = field(default_factory=dict)


def lend(copy: Copy, patron: Patron, *, overrules: bool = False) -> LendResult:
    """Lend a copy to a patron until its due date. Raise `CirculationRefused`.

    A copy that is ready for this patron serves the hold. `overrules`: a volunteer has decided against a limit or a
    hold of somebody else; what cannot be true (lent already, withdrawn) is still refused.
    """
    try:
        with transaction.atomic():
            # The lock on the patron counts loans at two desks one after the other.
            patron = lock_patron(patron.pk)
            return _lend(lock_copy(copy), patron, overrules)
    except IntegrityError as error:
        raise CirculationRefused(LENT) from error


def _lend(copy, patron, overrules):
    _refuse_lent(copy, patron)
    if copy.state == Copy.State.WITHDRAWN:
        raise CirculationRefused(WITHDRAWN)
    if patron.ended_on:
        raise CirculationRefused(ENDED)
    own = queue.of_patron_for(copy, patron)
    rules = LendingRules.current()
    if not overrules:
        _refuse_repair(copy)
        _refuse_reserved(copy, own)
        _refuse_too_many(copy, patron, rules)
    now, today = clock.now(), clock.today()
    due = due_on(today, loan_days_of(copy.title.medium, rules))
    loan = Loan.objects.create(copy=copy, patron=patron, lent_at=now, due_on=due)
    before = {**snapshots.of_copy(copy), "holds": queue.fulfil(copy, own)}
    _record_last_seen(copy, today)
    activity.record_use(patron, today)
    return LendResult(loan, own, before)


@transaction.atomic
def take_back(copy: Copy) -> ReturnResult:
    """Take a copy back, lent or not; put it aside for the first hold. Raise `CirculationRefused` if withdrawn.

    A missing copy is in use again. Idempotent.
    """
    copy = lock_copy(copy)
    before = snapshots.of_copy(copy)
    loan = Loan.objects.open().filter(copy=copy).first()
    if loan is not None:
        _end(loan)
    if copy.state == Copy.State.WITHDRAWN:
        if loan is None:
            raise CirculationRefused(WITHDRAWN)
        return ReturnResult(loan, before={**before, "holds": []})
    _record_last_seen(copy, clock.today())
    hold, changed = queue.put_aside(copy)
    return ReturnResult(loan, hold, {**before, "holds": changed})


@transaction.atomic
def renew(loan: Loan, *, overrules: bool = False, shown: int | None = None) -> Loan:
    """Renew a loan, from the later of today and its due date. Raise `CirculationRefused`.

    `shown` is how often the loan was renewed when the form was shown: one that has changed since stays as it is, so
    that a form that is sent twice renews once. What undoing it brings back is `snapshots.of_loan(loan)`, taken first.
    """
    patron, copy = lock_patron(loan.patron_id), lock_copy(loan.copy)
    loan = Loan.objects.select_for_update(of=("self",)).filter(pk=loan.pk).first()
    if loan is None or not loan.is_open:
        raise CirculationRefused(NOT_OPEN)
    if shown is not None and loan.renewals != shown:
        return loan
    rules = LendingRules.current()
    if not overrules:
        if queue.waiting_for(copy.title_id).exists():
            raise CirculationRefused(OTHERS_WAIT, can_overrule=True)
        if loan.renewals >= max_renewals_of(copy.title.medium, rules):
            raise CirculationRefused(_no_more_renewals(loan), can_overrule=True)
    was_reminded = loan.reminded_on is not None
    loan.due_on = due_on(max(clock.today(), loan.due_on), loan_days_of(copy.title.medium, rules))
    loan.renewals += 1
    loan.reminded_on = None
    loan.save(update_fields=["due_on", "renewals", "reminded_on"])
    if was_reminded:
        notifications.cancel_reminder(patron)
    activity.record_use(patron, clock.today())
    return loan


def renewal_refusal(loan: Loan, rules: LendingRules, waiting_titles: set) -> str:
    """Return why a loan cannot be renewed now, as a sentence; "" if it can. `waiting_titles` have a queue."""
    if loan.copy.title_id in waiting_titles:
        return str(OTHERS_WAIT)
    if loan.renewals >= max_renewals_of(loan.copy.title.medium, rules):
        return _no_more_renewals(loan)
    return ""


def _no_more_renewals(loan):
    """Return the refusal of a further renewal, with the due date unless it is over."""
    if loan.due_on < clock.today():
        return str(NO_MORE_RENEWALS_OVERDUE)
    return str(NO_MORE_RENEWALS) % {"day": date_format(loan.due_on, "j. F")}


def _refuse_lent(copy, patron):
    loan = Loan.objects.open().filter(copy=copy).first()
    if loan is not None:
        raise CirculationRefused(LENT_TO_SAME if loan.patron_id == patron.pk else LENT)


def _refuse_repair(copy):
    if copy.state == Copy.State.REPAIR:
        raise CirculationRefused(IN_REPAIR, can_overrule=True)


def _refuse_reserved(copy, own):
    """Refuse a copy that is ready for somebody else, or that earlier holds of the queue need.

    A patron for whom another copy is ready can take this one instead: the other goes to the next hold.
    """
    if Hold.objects.ready().filter(copy=copy).exclude(pk=own.pk if own else None).exists():
        raise CirculationRefused(_("Das liegt für jemand anderen bereit."), can_overrule=True)
    if own is not None and own.state == Hold.State.READY:
        return
    waiting = (queue.before_in_queue(own) if own else queue.waiting_for(copy.title_id)).count()
    others = Copy.objects.available().filter(title=copy.title_id).exclude(pk=copy.pk)
    if waiting and waiting > others.count():
        message = ngettext(
            "Darauf wartet schon %(number)d Person.", "Darauf warten schon %(number)d Personen.", waiting
        )
        raise CirculationRefused(message % {"number": waiting}, can_overrule=True)


def _refuse_too_many(copy, patron, rules):
    at_home = Loan.objects.open().filter(patron=patron)
    if at_home.count() >= rules.max_loans:
        message = _("Mehr als %(number)d auf einmal sind nicht vorgesehen.") % {"number": rules.max_loans}
        raise CirculationRefused(message, can_overrule=True)
    medium = copy.title.medium
    if medium.max_loans is not None and at_home.filter(copy__title__medium=medium).count() >= medium.max_loans:
        message = _("Von „%(kind)s“ sind höchstens %(number)d auf einmal vorgesehen.")
        raise CirculationRefused(message % {"kind": medium.name, "number": medium.max_loans}, can_overrule=True)


def _end(loan):
    loan.returned_at = clock.now()
    loan.save(update_fields=["returned_at"])
    if loan.reminded_on is not None:
        notifications.cancel_reminder(loan.patron)


def _record_last_seen(copy, today):
    """Store the month in which the copy was last seen; a lost copy is in use again."""
    is_back = copy.state == Copy.State.LOST
    if is_back:
        copy.state = Copy.State.IN_USE
        copy.save(update_fields=["state"])
    month = today.replace(day=1)
    if copy.seen_in != month:
        copy.seen_in = month
        Copy.objects.filter(pk=copy.pk).update(seen_in=month)
