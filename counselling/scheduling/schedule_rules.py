"""On which days somebody advises, and at what times of such a day: rules only, no rows.

A time is what the clock on the wall shows, because that is what people are told: where the clock skips an hour, the
times in it do not exist; where it shows an hour twice, each time is there once, at the first of the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod

WEEK = timedelta(weeks=1)
_CLOSED, _PUBLIC, _OPEN = SpecialPeriod.Kind.CLOSED, SpecialPeriod.Kind.PUBLIC_HOLIDAY, SpecialPeriod.Kind.OTHER_HOURS


@dataclass(frozen=True, slots=True)
class Time:
    """A time as the hours want it; both ends in UTC."""

    starts_at: datetime
    ends_at: datetime
    is_urgent: bool = False

    def overlaps(self, start, end) -> bool:
        """Whether it goes on at any moment of [start, end)."""
        return self.starts_at < end and self.ends_at > start


@dataclass(frozen=True)
class SpecialDays:
    """Closing days, public holidays, and holidays on which the house opens all the same."""

    periods: tuple[SpecialPeriod, ...]

    @classmethod
    def between(cls, first: date, last: date) -> "SpecialDays":
        """Those that touch the days from `first` to `last`, both inclusive; one query.

        Read from the database and not from `building()`: a saving that is only rehearsed must see its own records.
        """
        kinds = [_CLOSED, _PUBLIC, _OPEN]
        return cls(tuple(SpecialPeriod.objects.between(first, last).filter(kind__in=kinds).order_by("first_day", "pk")))

    def closed_because(self, day: date) -> str | None:
        """The reason of the closing day that this is; None if it is none."""
        return next((period.name for period in self._on(day) if period.kind == _CLOSED), None)

    def are_out(self, day: date) -> bool:
        """Whether nobody advises: the house is closed, or it is a public holiday and the house has no hours for it."""
        kinds = {period.kind for period in self._on(day)}
        return _CLOSED in kinds or (_PUBLIC in kinds and _OPEN not in kinds)

    def without_closings(self) -> "SpecialDays":
        """As if the house were not closed on any day."""
        return SpecialDays(tuple(period for period in self.periods if period.kind != _CLOSED))

    def _on(self, day):
        return [period for period in self.periods if period.first_day <= day <= period.last_day]


def days_of(hours, first: date, last: date) -> list[date]:
    """The days of these hours from `first` to `last`, both inclusive, whatever is special about them.

    Every so many weeks are counted from the first day of the right weekday on or after `valid_from`.
    """
    start = hours.valid_from + timedelta(days=(hours.weekday - hours.valid_from.weekday()) % 7)
    step = WEEK * hours.every_weeks
    if first > start:
        start += step * -(-(first - start) // step)
    last = min(last, hours.valid_until or last)
    days = []
    while start <= last:
        days.append(start)
        start += step
    return days


def times_on(hours, day: date) -> list[Time]:
    """The times of a consultation, the first at its beginning, none beyond its end; the last `urgent` for urgent cases.

    Each lasts its minutes, also where the clock is changed meanwhile.
    """
    length = timedelta(minutes=hours.minutes)
    found = []
    for shown in _on_the_clock(datetime.combine(day, hours.starts), datetime.combine(day, hours.ends), length):
        moment = clock.local(day, shown.time())
        exists = moment.replace(tzinfo=None, fold=0) == shown
        start = moment.astimezone(UTC)
        if exists and not (found and start < found[-1].ends_at):
            found.append(Time(start, start + length))
    kept = max(0, len(found) - hours.urgent)
    return found[:kept] + [Time(time.starts_at, time.ends_at, is_urgent=True) for time in found[kept:]]


def bounds_on(hours, day: date) -> tuple[datetime, datetime]:
    """When a consultation begins and ends on that day, in UTC."""
    return clock.local(day, hours.starts).astimezone(UTC), clock.local(day, hours.ends).astimezone(UTC)


def _on_the_clock(start: datetime, end: datetime, length: timedelta) -> Iterable[datetime]:
    while start + length <= end:
        yield start
        start += length
