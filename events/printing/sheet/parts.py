"""The parts of a month on a printed sheet: special dates by day, changes, and the week with its exceptions.

Uses no request and no database. Nothing is lost: every date of the month can be derived from the parts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from events.calendar.notes import periods_overlapping
from kasch_site.common.clock import next_month
from kasch_site.common.sections import Entry, Repetition

from .exceptions import Days, days_of_row

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedEntries:
    """Dates listed by day; the same on several days is listed once. `entry` is that of the first day."""

    entry: Entry
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """A row of the week: an entry on this weekday at this time, and the days of the month on which it takes place."""

    entry: Entry
    weekday: int
    days: Days


@dataclass(frozen=True, slots=True)
class Closure:
    """Consecutive non-working days: their names, and which days of this month they cover."""

    names: tuple[str, ...]
    first: date
    last: date
    until: date  # the last of them, which can be in the next month
    is_closed: bool  # a closing day of the house; otherwise a public holiday


@dataclass(frozen=True)
class MonthSheet:
    """The parts of the sheet. `week` has the rows of the events, `sections` those of other sections by their key."""

    month: date
    highlight: DatedEntries | None
    specials: list[DatedEntries]
    monthly: list[DatedEntries]
    changes: list[DatedEntries]
    closures: list[Closure]
    week: list[list[WeeklyRow]]
    sections: dict[str, list[WeeklyRow]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing takes place in the month."""
        listed = self.highlight or self.specials or self.monthly or self.changes
        return not (listed or any(self.week) or self.sections)


def month_sheet(month: date, entries: Iterable[Entry], periods: Iterable, *, highlight_key: str = "") -> MonthSheet:
    """Sort the entries of the month that begins on `month`; `highlight_key` is the key of its highlight, or ""."""
    last = next_month(month) - _ONE_DAY
    rest = _NonWorkingDays(month, last, periods)
    by_kind: dict[str, list[Entry]] = {kind: [] for kind in ("special", "monthly", "changes", "week", "rest")}
    for entry in entries:
        by_kind[_kind_of(entry, rest, month, highlight_key)].append(entry)
    specials = dated(by_kind["special"], month)
    highlight = next((each for each in specials if each.entry.key == highlight_key), None)
    changes = dated(by_kind["changes"], month)
    rows = list(_rows(by_kind["week"], changes, rest, month))
    return MonthSheet(
        month=month,
        highlight=highlight,
        specials=[each for each in specials if each is not highlight],
        monthly=dated(by_kind["monthly"], month),
        changes=changes,
        closures=rest.closures(),
        week=[[row for row in rows if row.weekday == day and _is_event(row.entry)] for day in range(7)],
        sections=_by_section(row for row in rows if not _is_event(row.entry)),
    )


def dated(entries: Iterable[Entry], month: date) -> list[DatedEntries]:
    """Return the entries by day; the same entry on several days once, at the first of them."""
    same: dict[tuple, tuple[Entry, list[date]]] = {}
    for entry in entries:
        _first, days = same.setdefault((_usual_values(entry), *shown_values(entry)), (entry, []))
        days.append(day_of(entry, month))
    listed = [DatedEntries(entry, tuple(sorted(set(days)))) for entry, days in same.values()]
    return sorted(listed, key=lambda each: (each.days[0], each.entry.starts_at, each.entry.title))


def shown_values(entry: Entry) -> tuple:
    """Return the values of an entry that a sheet shows, except its day; entries with equal values are listed once."""
    start, end = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    length = (end.date() - start.date()).days
    times = (start.time(), end.time(), length, entry.all_day)
    return (entry.app, entry.title, times, entry.where, entry.facts, entry.status, entry.reason)


def _usual_values(entry):
    """Return the usual values of a changed date; a date moved to another day is never merged with others."""
    usual = entry.usual
    if usual is None:
        return None
    moved_from = usual.day if usual.day != timezone.localdate(entry.starts_at) else None
    return (usual.title, usual.starts, usual.ends, usual.where, moved_from)


def day_of(entry: Entry, month: date) -> date:
    """Return the day of the month under which an entry is listed: its first day in the month."""
    return max(timezone.localdate(entry.starts_at), month)


def differs(entry: Entry, *, but_for_title: bool = False) -> bool:
    """Return whether a date of a series visibly differs from its series, optionally except for its title."""
    usual = entry.usual
    if usual is None:
        return False
    start, end = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    times = (None, None) if entry.all_day else (start.time(), end.time())
    now = (entry.title, start.date(), entry.where, *times)
    title = entry.title if but_for_title else usual.title
    return now != (title, usual.day, usual.where, usual.starts, usual.ends)


def _is_event(entry):
    return entry.app == "events"


def _kind_of(entry, rest, month, highlight_key):
    """Return where the sheet lists an entry."""
    day = timezone.localdate(entry.starts_at)
    several_days = entry.all_day or day < month or timezone.localdate(entry.ends_at - timedelta(microseconds=1)) > day
    if entry.key == highlight_key or entry.repetition is Repetition.ONCE:
        return "special"
    if entry.is_cancelled:
        return "rest" if entry.repetition is Repetition.WEEKLY and rest.explains(entry, day) else "changes"
    is_monthly = entry.repetition is Repetition.MONTHLY
    # The list of monthly dates shows the title of each date, so a title of its own is no change there.
    if differs(entry, but_for_title=is_monthly):
        return "changes"
    if is_monthly:
        return "monthly"
    return "special" if several_days else "week"


def _rows(entries, changes, rest, month) -> Iterator[WeeklyRow]:
    """Return the rows of the week, by weekday and time."""
    same: dict[tuple, tuple[Entry, set[date]]] = {}
    for entry in entries:
        day = timezone.localdate(entry.starts_at)
        _first, days = same.setdefault((day.weekday(), *shown_values(entry)), (entry, set()))
        days.add(day)
    for (weekday, *_values), (entry, days) in sorted(same.items(), key=_order):
        ordinary, non_working = rest.split(weekday)
        yield WeeklyRow(entry, weekday, days_of_row(days, ordinary, non_working, changed_days(entry, changes)))


def _order(item):
    (weekday, *_values), (entry, _days) = item
    return weekday, timezone.localtime(entry.starts_at).time(), entry.title


def _name(entry):
    """Return title and start of an entry, by which readers recognise it in the week."""
    return entry.title, timezone.localtime(entry.starts_at).time()


def changed_days(entry: Entry, changes: Iterable[DatedEntries]) -> set[date]:
    """Return the days on which the sheet lists this entry under "Anders als sonst"."""
    found: set[date] = set()
    for each in changes:
        usual = each.entry.usual
        name = (usual.title, usual.starts) if usual else _name(each.entry)
        if name == _name(entry):
            # A cancelled date is listed on the day to which it had been moved, a moved one on its usual day.
            is_moved = usual is not None and not each.entry.is_cancelled and usual.day not in each.days
            found |= {usual.day} if is_moved else set(each.days)
    return found


def _by_section(rows):
    sections: dict[str, list[WeeklyRow]] = {}
    for row in rows:
        sections.setdefault(row.entry.app, []).append(row)
    return sections


class _NonWorkingDays:
    """The closing days and public holidays of a month, on which usually nothing regular takes place."""

    def __init__(self, month, last, periods):
        self.days = [month + number * _ONE_DAY for number in range((last - month).days + 1)]
        near = periods_overlapping(periods, month, last)
        self.by_day = {day: _non_working_periods(day, near) for day in self.days}

    def split(self, weekday) -> tuple[list[date], list[date]]:
        """Return the working days and the non-working days on this weekday."""
        days = [day for day in self.days if day.weekday() == weekday]
        return [day for day in days if not self.by_day[day]], [day for day in days if self.by_day[day]]

    def explains(self, entry, day) -> bool:
        """Return whether an entry is cancelled because its day is a non-working day."""
        return any(period.name in entry.reason for period in self.by_day.get(day, ()))

    def closures(self) -> list[Closure]:
        """Return the non-working days; consecutive ones of the same kind as one."""
        found: list[Closure] = []
        for day in self.days:
            periods = self.by_day[day]
            if not periods:
                continue
            names, is_closed = tuple(period.name for period in periods), periods[0].kind == "closed"
            before = found[-1] if found else None
            if before and before.last + _ONE_DAY == day and before.is_closed == is_closed:
                names = tuple(dict.fromkeys((*before.names, *names)))
                found[-1] = Closure(names, before.first, day, max(before.until, _until(periods)), is_closed)
            else:
                found.append(Closure(names, day, day, max(day, _until(periods)), is_closed))
        return found


def _until(periods):
    return max(period.last_day for period in periods)


def _non_working_periods(day, periods):
    """Return the closing days on a day, or its public holidays without special opening hours."""
    covering = [period for period in periods if period.covers(day)]
    closed = [period for period in covering if period.kind == "closed"]
    if closed or any(period.kind == "hours" for period in covering):
        return closed
    return [period for period in covering if period.kind == "public"]
