"""The day on which a person is reminded of an appointment or a date."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from kasch_site.house.opening.deadlines import LOOK_BACK, open_day_until

REMINDER_LEAD_TIME = timedelta(days=2)
# Persons who have read or heard the details more recently than this need no reminder yet.
NO_REMINDER_AFTER_INFORMED = timedelta(hours=12)


def reminder_day(starts_at: datetime, *, by_phone: bool) -> date:
    """Return the day of the reminder: two days before; for a call the last open day until then."""
    day = timezone.localdate(starts_at) - REMINDER_LEAD_TIME
    return open_day_until(day) if by_phone else day


def is_reminder_due(starts_at: datetime, now: datetime, *, by_phone: bool) -> bool:
    """Return whether the reminder is due at `now`: a call on its day, a mail two days before to the hour."""
    if by_phone:
        return reminder_day(starts_at, by_phone=True) <= timezone.localdate(now)
    return starts_at <= now + REMINDER_LEAD_TIME


def longest_lead_time() -> timedelta:
    """Return how long before the start a reminder can be due at the earliest."""
    return REMINDER_LEAD_TIME + timedelta(days=LOOK_BACK + 1)
