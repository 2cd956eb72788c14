"""Deadlines of offers to waitlisted registrants."""

from datetime import datetime, timedelta

from kasch_site.common import clock

# Mail is read within a day; calls by the desk need two days.
BY_MAIL = timedelta(hours=24)
BY_PHONE = timedelta(hours=48)
# Registrants who accept last must still have time to arrive.
BEFORE_THE_START = timedelta(hours=2)
AT_LEAST = timedelta(hours=1)


def deadline(now: datetime, starts_at: datetime, *, by_phone: bool) -> datetime:
    """Return the deadline of an offer made at `now` for a date that begins at `starts_at`; all datetimes are aware.

    The deadline is a full hour in the daytime, at the latest two hours before the start. It is at least one hour after
    `now`, unless the date itself begins.
    """
    end = min(clock.next_daytime_hour(now + (BY_PHONE if by_phone else BY_MAIL)), starts_at - BEFORE_THE_START)
    return min(max(end, now + AT_LEAST), max(starts_at, now + AT_LEAST))
