"""Deadlines of questions to residents, and the days on which staff can call them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kasch_site.common import clock
from kasch_site.house.building import building

# A person who reads a mail late, or whom the desk does not reach at once, still has the next open day.
OPEN_DAYS_TO_ANSWER = 2
# The hour of a deadline, unless the house closes earlier on that day.
ANSWER_HOUR = time(17)
# The limit of the search for an open day, for a house that is closed for weeks.
LOOK_AHEAD = 14
LOOK_BACK = 7
_ONE_DAY = timedelta(days=1)


def answer_by(now: datetime, latest: datetime) -> datetime:
    """Return until when a question asked at `now` can be answered: the second open day after today, not after `latest`.

    All datetimes are aware. The deadline is 17 o'clock, or when the house closes on that day.
    """
    day = timezone.localdate(now)
    open_days = [day + ahead * _ONE_DAY for ahead in range(1, LOOK_AHEAD) if is_open_on(day + ahead * _ONE_DAY)]
    day = open_days[:OPEN_DAYS_TO_ANSWER][-1] if open_days else day + OPEN_DAYS_TO_ANSWER * _ONE_DAY
    return min(clock.local(day, _closing_hour(day)), latest)


def is_open_on(day: date) -> bool:
    """Return whether the house opens on a day; every day counts if no opening hours are recorded."""
    records = building()
    return not records.has_hours or bool(records.hours_on(day))


def open_day_until(day: date) -> date:
    """Return the last open day up to `day`, on which staff can call somebody; `day` itself if there was none lately."""
    days = (day - back * _ONE_DAY for back in range(LOOK_BACK))
    return next((candidate for candidate in days if is_open_on(candidate)), day)


def _closing_hour(day):
    """Return 17 o'clock, or the hour at which the house closes earlier; hours past midnight count as late."""
    closings = [closes for opens, closes in building().hours_on(day) if closes > opens]
    if not closings or len(closings) < len(building().hours_on(day)):
        return ANSWER_HOUR
    return min(ANSWER_HOUR, max(closings))
