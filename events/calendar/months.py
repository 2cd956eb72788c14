"""The calendar as data: its range, and a month as weeks of days. Uses no request and no database.

All values per date are final strings: a month has hundreds of them, and templates are slow.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from types import MappingProxyType

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.recurrence.descriptions import RegistrationTexts
from kasch_site.common.clock import next_month, previous_month
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import aligned_time

from .markers import css_classes
from .notes import Note, notes_on, periods_overlapping

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarRange:
    """The range of days of the calendar, both inclusive: full months, so that crawlers find an end."""

    first: date
    last: date

    @classmethod
    def of(cls, first_date: date, horizon: date):
        """Return the range from the month of the first date to the horizon."""
        return cls(first_date.replace(day=1), horizon)

    def __contains__(self, day):
        return self.first <= day <= self.last

    def month_before(self, day) -> date | None:
        """Return the first day of the previous month, or None at the start of the range."""
        month = previous_month(day)
        return month if month in self else None

    def month_after(self, day) -> date | None:
        """Return the first day of the next month, or None at the end of the range."""
        month = next_month(day)
        return month if month in self else None

    def day_before(self, day) -> date | None:
        """Return the previous day, or None at the start of the range."""
        return day - ONE_DAY if day - ONE_DAY in self else None

    def day_after(self, day) -> date | None:
        """Return the next day, or None at the end of the range."""
        return day + ONE_DAY if day + ONE_DAY in self else None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on one of its days; `time` is its start time, or "" if it continues from the previous day.

    `cancellation` includes its reason, or is empty. `is_noted` is whether there is a difference or a registration
    note; for most lines the template checks only this.
    """

    url: str
    css: str
    time: str
    moment: str
    title: str
    cancellation: str
    difference: str
    signing_up: str
    is_noted: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid. "Mo, " and ". November" surround its number in layouts without weekday columns.

    A day of an adjacent month has only its number. Without a `url` the day has no entries. `spoken` is part of the name
    of each link of the day, so that the links differ where they are listed without the table.
    """

    number: str
    css: str = ""
    weekday: str = ""
    month: str = ""
    url: str = ""
    spoken: str = ""
    is_today: bool = False
    notes: list[Note] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def monday_of(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def weekday_names() -> list[str]:
    """Return the full weekday names from Monday to Sunday."""
    return [str(WEEKDAYS[number]) for number in range(7)]


def day_url(address: str, day: date) -> str:
    """Return the URL of a day, relative to the calendar."""
    return f"{address}{day.year:04}/{day.month:02}/{day.day:02}/"


def month_url(address: str, day: date) -> str:
    """Return the URL of the month of a day, relative to the calendar."""
    return f"{address}{day.year:04}/{day.month:02}/"


def month_grid(
    month: date,
    entries: Iterable[Entry],
    periods: Iterable,
    *,
    today: date,
    zone: tzinfo,
    address: str,
    markers: Mapping[str, str] = MappingProxyType({}),
) -> list[list[Day]]:
    """Return the month that begins on `month` as weeks from Monday to Sunday, padded with adjacent days.

    `markers` are the CSS classes of the categories (events/calendar/markers.py).
    """
    last = next_month(month) - ONE_DAY
    lines = lines_by_day(entries, month, last, zone, today, markers)
    cells = _Cells(month, last, lines, periods, today, address)
    monday = monday_of(month)
    weeks = []
    while monday <= last:
        weeks.append([cells.day(monday + timedelta(days=number)) for number in range(7)])
        monday += timedelta(days=7)
    return weeks


class _Cells:
    """Builds the days of one month; formats shared texts once."""

    def __init__(self, month, last, lines, periods, today, address):
        self.month, self.today, self.address = month, today, month_url(address, month)
        self.lines = lines
        self.periods = periods_overlapping(periods, month, last)
        self.weekdays = [_("%(weekday)s, ") % {"weekday": str(WEEKDAYS_ABBR[number])} for number in range(7)]
        self.after = _(". %(month)s") % {"month": MONTHS[month.month]}

    def day(self, day):
        """Return the day of the grid."""
        if day.month != self.month.month:
            return Day(SafeString(day.day), SafeString("out"))
        periods = [period for period in self.periods if period.covers(day)]
        lines = _without_closing_reasons(self.lines.get(day, []), periods)
        notes = notes_on(day, periods, begins=day.day == 1 or day.weekday() == 0)
        css_classes = [period.kind for period in periods]
        if day <= self.today:
            css_classes.append("today" if day == self.today else "past")
        if not lines and not notes:
            css_classes.append("free")
        return Day(
            number=SafeString(day.day),
            css=SafeString(" ".join(css_classes)),
            weekday=self.weekdays[day.weekday()],
            month=self.after,
            url=f"{self.address}{day.day:02}/" if lines else "",
            spoken=_("am %(day)s.") % {"day": day.day},
            is_today=day == self.today,
            notes=notes,
            lines=lines,
        )


def lines_by_day(entries, first: date, last: date, zone: tzinfo, today: date, markers) -> dict[date, list[Line]]:
    """Return the entries for each day of [first, last] that they overlap, in the given order."""
    by_day, signing_up = defaultdict(list), RegistrationTexts()
    for entry in entries:
        begins, ends = entry.days(zone)
        day, until = max(begins, first), min(ends, last)
        # No registration note on later days of an entry, nor in the past, where lines are short.
        registration_note = signing_up.in_short(entry) if begins >= today else ""
        css = css_classes(entry, markers)
        while day <= until:
            by_day[day].append(_line(entry, day, begins, ends, zone, registration_note, css))
            day += ONE_DAY
    return by_day


def _without_closing_reasons(lines, periods):
    """Remove the closing reason from a line: the day shows it once, above all lines."""
    reasons_shown = {_cancellation(period.name) for period in periods if period.kind == "closed"}
    return (
        [
            replace(line, cancellation=_cancellation("")) if line.cancellation in reasons_shown else line
            for line in lines
        ]
        if reasons_shown
        else lines
    )


def _cancellation(reason):
    return f"{_('Entfällt')}: {reason}" if reason else _("Entfällt")


def _line(entry, day, begins, ends, zone, signing_up, css):
    start, time, moment = entry.starts_at.astimezone(zone), "", day.isoformat()
    if not entry.all_day and day == begins:
        time = aligned_time(start)
        moment = f"{moment}T{start.hour:02}:{start.minute:02}"
    elif not entry.all_day and day == ends:
        end = entry.ends_at.astimezone(zone)
        time = _("bis %(time)s") % {"time": aligned_time(end)}
    # Digits and keys need no escaping; escaping took a fifth of the time of the template.
    return Line(
        entry.url,
        SafeString(css),
        SafeString(time),
        SafeString(moment),
        entry.title,
        _cancellation(entry.reason) if entry.is_cancelled else "",
        entry.difference,
        signing_up,
        bool(entry.difference or signing_up),
    )
