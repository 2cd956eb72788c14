"""Periodic work: lapse holds, remind, move dates, and forget who has read what."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kasch_site.common import clock
from kasch_site.messaging.traces import erase_traces
from library.models import Desk, DeskLine, Hold, Loan, PurchaseRequest
from library.notifications import notifications

from . import closing, forgetting, holds, requests

# "Seven days after a return nobody can tell who had the book": one day less, because the purge runs once a day.
LOAN_RETENTION = timedelta(days=6)
ENDED_HOLD_RETENTION = timedelta(days=6)
DESK_RETENTION = timedelta(days=1)
# Longer than a day, so that a night without the worker loses nothing.
RECENTLY_CHANGED = timedelta(days=2)


def daily(today: date) -> None:
    """Move dates to open days, lapse holds, end requests and tell those whose wish is there, remind. Idempotent."""
    closing.move_to_open_days()
    holds.lapse(today)
    PurchaseRequest.objects.filter(state=PurchaseRequest.State.OPEN, ends_on__lt=today).update(
        state=PurchaseRequest.State.ENDED
    )
    requests.tell_of_changed(clock.now() - RECENTLY_CHANGED)
    notifications.remind(today)


def forget_loans(before: datetime) -> int:
    """Forget the loans that were returned before the end of the retention; return their number."""
    return forgetting.forget(Loan.objects.returned_before(before - LOAN_RETENTION))


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
    Desk.objects.filter(open_until__lte=now).update(patron=None, open_until=None)
