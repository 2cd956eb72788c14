"""Reminders two days before a date: by mail, or by a call on a day on which the house is open."""

from datetime import date, datetime

from django.utils import timezone

from events.models import Registration
from kasch_site.common import clock
from kasch_site.messaging.reminders import longest_lead_time, reminder_day

from .notifications import visitor_messages


def remind(now: datetime) -> int:
    """Send a reminder to registrants of dates within two days, once for each start time of a date."""
    soon = Registration.objects.booked().beginning_between(now, now + longest_lead_time())
    return visitor_messages.remind(
        soon.select_related("capacity__occurrence"), now, start_of=lambda row: row.occurrence.starts_at
    )


def reminded_on(registration: Registration) -> date | None:
    """Return the day of the reminder of a booked registration; None if it is not certain."""
    day = reminder_day(registration.occurrence.starts_at, by_phone=not registration.email)
    return day if day > max(clock.today(), timezone.localdate(registration.created_at)) else None
