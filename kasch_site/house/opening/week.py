"""Opening hours as a table: the weekly plan, the next plan, and upcoming special days."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from kasch_site.common.sections import sections
from kasch_site.common.text.time_words import days_in_words, hours_in_words
from kasch_site.house.building import Hours, building, section_name

ONE_DAY = timedelta(days=1)
ONE_DAY_IN_MINUTES = 24 * 60
DAYS_AHEAD = 60
MAX_SPECIAL_DAYS = 12


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Weekdays (Monday is 0) with equal hours; without hours: closed all day."""

    weekdays: tuple[int, ...]
    times: tuple[tuple[time, time], ...]

    @property
    def days(self):
        """Return the weekdays, abbreviated: "Mo–Do", "Mo, Mi"."""
        return ", ".join(
            f"{_abbreviated(run[0])}–{_abbreviated(run[-1])}" if len(run) > 2 else ", ".join(map(_abbreviated, run))
            for run in runs(self.weekdays)
        )

    @property
    def days_in_full(self):
        """Return the weekdays in full: "Montag bis Donnerstag"."""
        return ", ".join(
            _("%(first)s bis %(last)s") % {"first": WEEKDAYS[run[0]], "last": WEEKDAYS[run[-1]]}
            if len(run) > 2
            else ", ".join(str(WEEKDAYS[weekday]) for weekday in run)
            for run in runs(self.weekdays)
        )

    @property
    def hours(self):
        """Return the hours as text: "9–12 Uhr und 14–18 Uhr"."""
        if not self.times:
            return _("geschlossen")
        return _(" und ").join(hours_in_words(opens, closes) for opens, closes in self.times)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One or several days with other hours than the weekly ones; without times the house is closed."""

    first: date
    last: date
    name: str
    opens: time | None
    closes: time | None

    @property
    def days(self):
        """Return the day or days as text: "Mi, 18. November 2026"."""
        return days_in_words(self.first, self.last)

    @property
    def hours(self):
        """Return the hours of these days: "14–20 Uhr", "geschlossen"."""
        return _("geschlossen") if self.opens is None else hours_in_words(self.opens, self.closes)


def week(day: date) -> list[WeekLine]:
    """Return the weekly plan valid on that day, days with equal hours on one line; without special days."""
    return [line for line in full_week(day) if line.times]


def full_week(day: date) -> list[WeekLine]:
    """Return the same with a last line for closed weekdays; empty if the house never opens."""
    return list(_plan(building().hours, day))


def section_weeks(day: date) -> list[tuple[str, list[WeekLine]]]:
    """Return the sections with hours of their own, each with its weekly plan valid on that day, without closed days."""
    records = building()
    keys = dict.fromkeys(hours.section for hours in records.section_hours)
    names = {section.key: section_name(section.key, str(section.name)) for section in sections() if section.key in keys}
    plans = ((name, _plan(_hours_of(key), day)) for key, name in names.items())
    return [(name, [line for line in plan if line.times]) for name, plan in plans if plan]


def _hours_of(section) -> tuple[Hours, ...]:
    return tuple(hours for hours in building().section_hours if hours.section == section)


def next_week_plan(day: date) -> tuple[date, list[WeekLine]] | None:
    """Return the start of the next plan within two months, and the plan; None if the current one continues."""
    records = building()
    changes = {hours.valid_from for hours in records.hours if hours.valid_from}
    changes |= {hours.valid_until + ONE_DAY for hours in records.hours if _ends(hours.valid_until)}
    for change in sorted(change for change in changes if day < change <= day + DAYS_AHEAD * ONE_DAY):
        if _plan(records.hours, change) != _plan(records.hours, day):
            return change, list(_plan(records.hours, change))
    return None


def special_days(day: date) -> list[SpecialDay]:
    """Return closings, other hours and holidays of the next two months that change the hours, nearest first."""
    records = building()
    result = [
        SpecialDay(period.first_day, period.last_day, period.name, period.opens, period.closes)
        for period in records.periods
        if period.last_day >= day and period.first_day <= day + DAYS_AHEAD * ONE_DAY and _changes_hours(records, period)
    ]
    result.sort(key=lambda special: (special.first, special.last, special.opens or time.min))
    return result[:MAX_SPECIAL_DAYS]


def runs(weekdays) -> list[list[int]]:
    """Group weekdays into consecutive runs: 0, 1, 2, 4 are two of them."""
    result: list[list[int]] = []
    for weekday in weekdays:
        if result and result[-1][-1] == weekday - 1:
            result[-1].append(weekday)
        else:
            result.append([weekday])
    return result


@lru_cache(maxsize=64)  # the footer of every page asks for today's
def _plan(all_hours: tuple[Hours, ...], day):
    by_times: dict[tuple, list[int]] = {}
    for weekday in range(7):
        by_times.setdefault(_times(all_hours, weekday, day), []).append(weekday)
    lines = [WeekLine(tuple(weekdays), times) for times, weekdays in by_times.items()]
    if not any(line.times for line in lines):
        return ()
    return tuple(sorted(lines, key=lambda line: not line.times))


def _times(all_hours, weekday, day):
    """Return the hours of a weekday in the plan valid on `day`; touching or overlapping ones are merged."""
    intervals: list[list[int]] = []
    for hours in sorted(all_hours, key=lambda hours: hours.opens):
        if hours.weekday != weekday or not hours.is_valid_on(day):
            continue
        start, end = _minutes(hours.opens), _minutes(hours.closes)
        if end <= start:
            end += ONE_DAY_IN_MINUTES
        if intervals and start <= intervals[-1][1]:
            intervals[-1][1] = max(end, intervals[-1][1])
        else:
            intervals.append([start, end])
    return tuple((_time(start), _time(end)) for start, end in intervals)


def _minutes(at):
    return at.hour * 60 + at.minute


def _time(minutes):
    hour, minute = divmod(minutes % ONE_DAY_IN_MINUTES, 60)
    return time(hour, minute)


def _ends(day):
    return day is not None and day < date.max


def _changes_hours(records, period):
    """Return whether it changes the hours: a holiday on a day closed anyway does not."""
    if period.kind == "public":
        day = period.first_day
        would_open = any(hours.applies_on(day) for hours in records.hours)
        return would_open and not records.periods_on(day, "closed", "hours")
    if period.kind == "hours":
        return not _is_closed_throughout(records, period)
    return period.kind == "closed"


def _is_closed_throughout(records, period):
    """Return whether each day of the period is a closing day, which takes precedence."""
    days = (period.first_day + number * ONE_DAY for number in range(period.length.days + 1))
    return all(records.periods_on(day, "closed") for day in days)


def _abbreviated(weekday):
    return str(WEEKDAYS_ABBR[weekday]).rstrip(".")
