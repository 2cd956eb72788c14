"""Periodic work: lapse holds, send reminders, move due dates, close open cards."""

from datetime import date, datetime, timedelta

from kasch_site.common import clock
from library.models import Desk, PurchaseRequest
from library.notifications import notifications

from . import closing, purchase_requests
from .holds import reservations

# Longer than a day, so that a night without the worker loses nothing.
RECENTLY_CHANGED = timedelta(days=2)


def daily(today: date) -> None:
    """Move dates to open days, lapse holds, close purchase requests, notify persons of matches, remind. Idempotent."""
    closing.move_to_open_days()
    reservations.lapse(today)
    PurchaseRequest.objects.filter(state=PurchaseRequest.State.OPEN, ends_on__lt=today).update(
        state=PurchaseRequest.State.ENDED
    )
    purchase_requests.notify_of_changed(clock.now() - RECENTLY_CHANGED)
    notifications.remind(today)


def hourly(now: datetime) -> None:
    """Close cards that were left open at a desk."""
    Desk.objects.filter(open_until__lte=now).update(patron=None, open_until=None)
