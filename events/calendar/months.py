"""The calendar as data: how far it reaches, and a month as weeks of days. No request and no database.

Everything a template writes per date is a finished string here: a month shows hundreds of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from events.recurrence.words import SigningUp
from kasch_site.common.clock import next_month, previous_month
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import hours_in_words

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """The days that the calendar has, both ends included: whole months, and nothing to crawl beyond them."""

    first: date
    last: date

    @classmethod
    def of(cls, first_date: date, horizon: date):
        """From the first day of the month of the first date to the horizon."""
        return cls(first_date.replace(day=1), horizon)

    def __contains__(self, day):
        return self.first <= day <= self.last

    def month_before(self, day) -> date | None:
        """The first day of the month before, or None where the calendar begins."""
        month = previous_month(day)
        return month if month in self else None

    def month_after(self, day) -> date | None:
        """The first day of the next month, or None where the calendar ends."""
        month = next_month(day)
        return month if month in self else None

    def day_before(self, day) -> date | None:
        return day - ONE_DAY if day - ONE_DAY in self else None

    def day_after(self, day) -> date | None:
        return day + ONE_DAY if day + ONE_DAY in self else None


@dataclass(frozen=True, slots=True)
class Note:
    """What is special about a day, in words: a holiday, a closing day, other hours."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on one of its days; `time` is the hour it begins, or "" where it goes on from the day before.

    `off` says that and why it is cancelled, and is empty otherwise. `is_noted`: there is a difference, or a word about
    signing up. Of most lines the template asks only this.
    """

    url: str
    css: str
    time: str
    moment: str
    title: str
    off: str
    difference: str
    signing_up: str
    is_noted: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid: "Mo, " and ". November" stand around its number where no column says the weekday.

    A day of a neighbouring month has only its number. Without a `url` nothing takes place.
    """

    number: str
    css: str = ""
    weekday: str = ""
    month: str = ""
    url: str = ""
    is_today: bool = False
    notes: list[Note] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def weekday_names() -> list[str]:
    """From Monday to Sunday, in full."""
    return [str(WEEKDAYS[number]) for number in range(7)]


def day_url(address: str, day: date) -> str:
    """The page of a day below the address of the calendar."""
    return f"{address}{day.year:04}/{day.month:02}/{day.day:02}/"


def month_url(address: str, day: date) -> str:
    """The page of the month of a day below the address of the calendar."""
    return f"{address}{day.year:04}/{day.month:02}/"


def month_grid(
    month: date, entries: Iterable[Entry], periods: Iterable, *, today: date, zone: tzinfo, address: str
) -> list[list[Day]]:
    """The month that begins on `month` as weeks from Monday to Sunday, filled up with days of its neighbours."""
    last = next_month(month) - ONE_DAY
    cells = _Cells(month, last, entries, periods, today, zone, address)
    monday = month - timedelta(days=month.weekday())
    weeks = []
    while monday <= last:
        weeks.append([cells.day(monday + timedelta(days=number)) for number in range(7)])
        monday += timedelta(days=7)
    return weeks


class _Cells:
    """The days of one month, with what they share put into words once."""

    def __init__(self, month, last, entries, periods, today, zone, address):
        self.month, self.today, self.address = month, today, month_url(address, month)
        self.lines = lines_by_day(entries, month, last, zone, today)
        self.periods = touching(periods, month, last)
        self.weekdays = [_("%(weekday)s, ") % {"weekday": str(WEEKDAYS_ABBR[number])} for number in range(7)]
        self.after = _(". %(month)s") % {"month": MONTHS[month.month]}

    def day(self, day):
        if day.month != self.month.month:
            return Day(SafeString(day.day), SafeString("out"))
        periods = [period for period in self.periods if period.covers(day)]
        lines = _without_words_of_the_day(self.lines.get(day, []), periods)
        notes = notes_on(day, periods, begins=day.day == 1 or day.weekday() == 0)
        words = (
            [period.kind for period in periods] + ["today"] * (day == self.today) + ["free"] * (not lines and not notes)
        )
        return Day(
            number=SafeString(day.day),
            css=SafeString(" ".join(words)),
            weekday=self.weekdays[day.weekday()],
            month=self.after,
            url=f"{self.address}{day.day:02}/" if lines else "",
            is_today=day == self.today,
            notes=notes,
            lines=lines,
        )


def lines_by_day(entries, first: date, last: date, zone: tzinfo, today: date) -> dict[date, list[Line]]:
    """Entries on each day of [first, last] that they touch, in the order given."""
    by_day, signing_up = defaultdict(list), SigningUp()
    for entry in entries:
        begins, ends = entry.days(zone)
        day, until = max(begins, first), min(ends, last)
        # Nobody signs up for what has begun on another day, and a plan of days gone by is kept short.
        words = signing_up.in_short(entry) if begins >= today else ""
        while day <= until:
            by_day[day].append(_line(entry, day, begins, ends, zone, words))
            day += ONE_DAY
    return by_day


def _without_words_of_the_day(lines, periods):
    """Why the house is closed stands above all lines of the day; it is not said again in each."""
    said = {_off(period.name) for period in periods if period.kind == "closed"}
    return [replace(line, off=_off("")) if line.off in said else line for line in lines] if said else lines


def _off(reason):
    return f"{_('Entfällt')}: {reason}" if reason else _("Entfällt")


def touching(periods, first: date, last: date) -> list:
    """The special periods that touch the days from first to last, both inclusive."""
    return [period for period in periods if period.first_day <= last and period.last_day >= first]


def notes_on(day: date, periods, *, begins: bool = True) -> list[Note]:
    """What is special about the day. School holidays last for weeks: they are named where a row or page `begins`."""
    return [
        Note(period.kind, _note(period))
        for period in periods
        if period.covers(day) and (begins or period.kind != "school" or period.first_day == day)
    ]


def _note(period):
    if period.kind == "closed":
        return _("geschlossen: %(name)s") % {"name": period.name}
    if period.kind == "hours":
        return _("geöffnet %(hours)s: %(name)s") % {
            "hours": hours_in_words(period.opens, period.closes),
            "name": period.name,
        }
    return period.name


def _line(entry, day, begins, ends, zone, signing_up):
    start, time, moment = entry.starts_at.astimezone(zone), "", day.isoformat()
    if not entry.all_day and day == begins:
        time = f"{start.hour}:{start.minute:02}"
        moment = f"{moment}T{start.hour:02}:{start.minute:02}"
    elif not entry.all_day and day == ends:
        end = entry.ends_at.astimezone(zone)
        time = _("bis %(time)s") % {"time": f"{end.hour}:{end.minute:02}"}
    css = f"in-{entry.app} off" if entry.is_cancelled else f"in-{entry.app}"
    # Digits and keys have nothing to escape; looking for it took the template a fifth of its time.
    return Line(
        entry.url,
        SafeString(css),
        SafeString(time),
        SafeString(moment),
        entry.title,
        _off(entry.reason) if entry.is_cancelled else "",
        entry.difference,
        signing_up,
        bool(entry.difference or signing_up),
    )
