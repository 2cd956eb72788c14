"""Days and times as the files of a house write them, and the span of days that has dates after loading."""

import re
from datetime import date, time, timedelta

from kasch_site.common import clock

AHEAD = 18  # months for which everything has dates
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")

_COUNTED = re.compile(r"([+-]\d{1,4})")
_WEEKDAY = re.compile(rf"({'|'.join(WEEKDAYS)}) ([+-]\d{{1,3}})")


def first_day(today: date) -> date:
    """Return the first day with dates: the first of the month before."""
    return clock.previous_month(today)


def last_day(today: date) -> date:
    """Return the last day that must have its month filled: the end of the month that lies 18 months ahead."""
    day = today.replace(day=1)
    for _month in range(AHEAD + 1):
        day = clock.next_month(day)
    return day - timedelta(days=1)


def years(today: date) -> range:
    """Return the years that have dates after loading."""
    return range(first_day(today).year, last_day(today).year + 1)


def weekday_of_week(today: date, weeks: int, weekday: int) -> date:
    """Return the weekday (Monday is 0) of the week that lies that many weeks ahead of this one."""
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)


def counted_day(text: str, today: date) -> date:
    """Return the day that "+12" (days after today) or "Mi +2" (weekday and weeks) names. Raise `ValueError`."""
    if match := _COUNTED.fullmatch(text):
        return today + timedelta(days=int(match[1]))
    if match := _WEEKDAY.fullmatch(text):
        return weekday_of_week(today, int(match[2]), WEEKDAYS.index(match[1]))
    raise ValueError(text)


def time_span(text: str) -> tuple[time, time]:
    """Return begin and end of "9:30-10:30". Raise `ValueError`."""
    begin, end = text.replace("–", "-").split("-")
    return time_of_day(begin), time_of_day(end)


def time_of_day(text: str) -> time:
    """Return the time of "9:30". Raise `ValueError`."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def day_of_year(text: str) -> tuple[int, int]:
    """Return month and day of "12-24". Raise `ValueError` if no year has this day."""
    day = date.fromisoformat(f"2028-{text}")
    return day.month, day.day
