"""Compute the days and slot times of a schedule rule; pure functions without writes.

Times are local wall-clock times, as they are announced. Nonexistent times at a DST change are skipped; of an ambiguous
time only the first occurrence is used.
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
    """A slot time that a schedule rule produces; both ends in UTC."""

    starts_at: datetime
    ends_at: datetime
    is_urgent: bool = False

    def overlaps(self, start, end) -> bool:
        """Return whether it overlaps [start, end)."""
        return self.starts_at < end and self.ends_at > start


@dataclass(frozen=True)
class SpecialDays:
    """Closing days, public holidays, and public holidays on which the house is open."""

    periods: tuple[SpecialPeriod, ...]

    @classmethod
    def between(cls, first: date, last: date) -> "SpecialDays":
        """Load the special days from `first` to `last`, both inclusive, in one query.

        Reads the database rather than `building()`: a dry run of a save must see its own uncommitted records.
        """
        kinds = [_CLOSED, _PUBLIC, _OPEN]
        return cls(tuple(SpecialPeriod.objects.between(first, last).filter(kind__in=kinds).order_by("first_day", "pk")))

    def closing_on(self, day: date) -> SpecialPeriod | None:
        """Return the closing day on this date, or None."""
        return next((period for period in self._on(day) if period.kind == _CLOSED), None)

    def exclude_counselling(self, day: date) -> bool:
        """Return whether there is no counselling: on closing days, and on public holidays without opening hours."""
        kinds = {period.kind for period in self._on(day)}
        return _CLOSED in kinds or (_PUBLIC in kinds and _OPEN not in kinds)

    def without_closings(self) -> "SpecialDays":
        """Return a copy without closing days."""
        return SpecialDays(tuple(period for period in self.periods if period.kind != _CLOSED))

    def _on(self, day):
        return [period for period in self.periods if period.first_day <= day <= period.last_day]


def days_of(rule, first: date, last: date) -> list[date]:
    """Return the days of this rule from `first` to `last`, both inclusive, regardless of special days.

    Intervals of several weeks are counted from the first matching weekday on or after `valid_from`.
    """
    start = rule.valid_from + timedelta(days=(rule.weekday - rule.valid_from.weekday()) % 7)
    step = WEEK * rule.every_weeks
    if first > start:
        start += step * -(-(first - start) // step)
    last = min(last, rule.valid_until or last)
    days = []
    while start <= last:
        days.append(start)
        start += step
    return days


def times_on(rule, day: date) -> list[Time]:
    """Return the slot times of a rule on a day, all within its hours; the last `urgent` ones are for urgent cases.

    Each lasts the configured number of minutes, even across a DST change.
    """
    length = timedelta(minutes=rule.minutes)
    _opens, closes = bounds_on(rule, day)
    times = []
    for wall_clock_start in _wall_clock_starts(
        datetime.combine(day, rule.starts), datetime.combine(day, rule.ends), length
    ):
        moment = clock.local(day, wall_clock_start.time())
        exists = moment.replace(tzinfo=None, fold=0) == wall_clock_start
        start = moment.astimezone(UTC)
        # A slot that begins before the clock goes forward may end after the hours.
        if exists and start + length <= closes and not (times and start < times[-1].ends_at):
            times.append(Time(start, start + length))
    first_urgent = max(0, len(times) - rule.urgent)
    return times[:first_urgent] + [Time(time.starts_at, time.ends_at, is_urgent=True) for time in times[first_urgent:]]


def bounds_on(rule, day: date) -> tuple[datetime, datetime]:
    """Return start and end of the rule's hours on that day, in UTC."""
    return clock.local(day, rule.starts).astimezone(UTC), clock.local(day, rule.ends).astimezone(UTC)


def _wall_clock_starts(start: datetime, end: datetime, length: timedelta) -> Iterable[datetime]:
    while start + length <= end:
        yield start
        start += length
