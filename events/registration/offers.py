"""How long places are kept for somebody who waited."""

from datetime import datetime, timedelta

from kasch_site.common import clock

# A mail is read within a day; whoever has to be called by the desk gets two.
BY_MAIL = timedelta(hours=24)
BY_PHONE = timedelta(hours=48)
# The last ones must still find their way here.
BEFORE_THE_START = timedelta(hours=2)
AT_LEAST = timedelta(hours=1)


def deadline(now: datetime, starts_at: datetime, *, by_phone: bool) -> datetime:
    """Until when an offer made `now` for a date that begins at `starts_at` is good; all aware.

    It ends by day at a full hour, two hours before the date at the latest; but nobody has less than an hour to answer,
    unless the date itself begins.
    """
    end = min(clock.by_day(now + (BY_PHONE if by_phone else BY_MAIL)), starts_at - BEFORE_THE_START)
    return min(max(end, now + AT_LEAST), max(starts_at, now + AT_LEAST))
