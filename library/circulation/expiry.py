"""Periodic work: lapse holds, remind, move dates, and forget who has read what."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kasch_site.common import clock
from kasch_site.messaging.traces import erase_traces
from library.models import Desk, DeskLine, Hold, Loan, PurchaseRequest
from library.notifications import notifications

from . import closing, holds
from .patrons import patrons

# "Seven days after a return nobody can tell who had the book": one day less, because the purge runs once a day.
LOAN_RETENTION = timedelta(days=6)
ENDED_HOLD_RETENTION = timedelta(days=6)
DESK_RETENTION = timedelta(days=1)


def daily(today: date) -> None:
    """Move dates to open days, lapse holds, end requests, remind. Idempotent."""
    closing.move_to_open_days()
    holds.lapse(today)
    PurchaseRequest.objects.filter(state=PurchaseRequest.State.OPEN, ends_on__lt=today).update(
        state=PurchaseRequest.State.ENDED
    )
    notifications.remind(today)


@transaction.atomic
def forget_loans(before: datetime) -> int:
    """Forget who had the copies returned before the end of the retention; return the number of loans."""
    return forget(Loan.objects.to_forget(before - LOAN_RETENTION))


@transaction.atomic
def forget(returned: QuerySet[Loan]) -> int:
    """Forget who had these returned copies; return the number of loans.

    With the persons go the lines of the desk and the messages about the loans.
    """
    loans = list(returned)
    erase_traces(notifications.SECTION, [notifications.subject_of(loan) for loan in loans])
    DeskLine.objects.filter(loan__in=loans).update(loan=None)
    for loan in loans:
        patrons.forget(loan)
    return len(loans)


@transaction.atomic
def forget_holds(before: datetime) -> int:
    """Erase ended holds after their retention, with their links and messages; return their number."""
    ended = Hold.objects.filter(ended_at__lt=before - ENDED_HOLD_RETENTION)
    erase_traces(notifications.SECTION, [notifications.subject_of(hold) for hold in ended])
    return ended.delete()[0]


def close_desks(now: datetime) -> int:
    """Erase what desks have noted on earlier days, and end cards left open; return the number of rows."""
    Desk.objects.filter(open_until__lte=now).update(patron=None, open_until=None)
    lines = DeskLine.objects.filter(at__lt=now - DESK_RETENTION).delete()[0]
    return lines + Desk.objects.filter(used_at__lt=now - DESK_RETENTION).delete()[0]


def hourly(now: datetime) -> None:
    """End cards that were left open at a desk."""
    Desk.objects.filter(open_until__lte=clock.now()).update(patron=None, open_until=None)
