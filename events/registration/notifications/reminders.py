"""Reminders two days before a date: by mail, or by a call on a day on which the house is open."""

from datetime import date, datetime

from django.utils import timezone

from events.models import Registration
from kasch_site.common import clock
from kasch_site.house.opening.reminders import (
    MIN_AGE_FOR_REMINDER,
    is_reminder_due,
    longest_lead_time,
    reminder_day,
)
from kasch_site.messaging import messages

from .notifications import notice_of


def remind(now: datetime) -> int:
    """Send a reminder to registrants of dates within two days, once for each start time of a date."""
    # Registrants who register this late have just read all details.
    soon = (
        Registration.objects.booked()
        .begins_between(now, now + longest_lead_time())
        .filter(created_at__lt=now - MIN_AGE_FOR_REMINDER)
    )
    due = [
        row
        for row in soon.select_related("capacity__occurrence")
        if is_reminder_due(row.occurrence.starts_at, now, by_phone=not row.email)
    ]
    messages.notify_all(notice_of(row, "reminder", row.occurrence.starts_at.isoformat()) for row in due)
    return len(due)


def reminded_on(registration: Registration) -> date | None:
    """Return the day of the reminder of a booked registration; None if it is not sure to get one."""
    day = reminder_day(registration.occurrence.starts_at, by_phone=not registration.email)
    return day if day > max(clock.today(), timezone.localdate(registration.created_at)) else None
