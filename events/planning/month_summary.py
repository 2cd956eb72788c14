"""The month as staff prepare it: existing entries, drafts included, and those of the previous year."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from events.calendar.entries import entries_of
from events.calendar.notes import notes_on, periods_overlapping
from events.models import Event, Occurrence, Series
from events.printing.lines import Lines
from events.recurrence.descriptions import series_in_words, short_day_of
from events.scheduling.generation import excluded_days, special_days
from kasch_site.common import clock, sections
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import long_weekday
from kasch_site.house.building import building


@dataclass(frozen=True)
class MonthSummary:
    """All entries that overlap the month, by key; events not yet visible to residents are included."""

    month: date
    entries: dict[str, Entry]
    visible: frozenset[str]
    dates: dict[str, Occurrence]
    periods: list

    @property
    def last_day(self) -> date:
        """Return the last day of the month."""
        return clock.next_month(self.month) - timedelta(days=1)

    @cached_property
    def drafts(self) -> list[tuple[Event, list[Occurrence]]]:
        """Return unpublished events, each with its dates of the month."""
        return by_event(row for row in self.dates.values() if row.event.status == Event.Status.DRAFT)

    @cached_property
    def later(self) -> list[tuple[Event, list[Occurrence]]]:
        """Return events that become visible only later: a plan printed now omits them."""
        rows = (row for key, row in self.dates.items() if key not in self.visible)
        return by_event(row for row in rows if row.event.status != Event.Status.DRAFT)


def summarize_month(month: date) -> MonthSummary:
    """Read the month that begins on this day, in a constant number of queries."""
    start, end = clock.month_bounds(month.year, month.month)
    occurrences = Occurrence.objects.between(start, end)
    visible = sections.entries(start, end)
    entries = {entry.key: entry for entry in (*entries_of(occurrences), *visible)}
    rows = occurrences.select_related("event__room", "room", "series").order_by("starts_at", "pk")
    return MonthSummary(
        month=month,
        entries=dict(sorted(entries.items(), key=_sort_key)),
        visible=frozenset(entry.key for entry in visible),
        dates={f"events:{row.uid.hex}": row for row in rows},
        periods=special_days(month, clock.next_month(month) - timedelta(days=1)),
    )


def _sort_key(item):
    key, entry = item
    return entry.starts_at, not entry.all_day, entry.title, key


def by_event(rows) -> list[tuple[Event, list[Occurrence]]]:
    """Group dates by event, in the order of the first date of each."""
    groups = {}
    for row in rows:
        groups.setdefault(row.event_id, (row.event, []))[1].append(row)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An entry as printed on the plan, with additional data for staff: its admin URL and draft state."""

    hour: str
    title: str
    words: str
    cancellation: str
    url: str
    why_hidden: str


@dataclass(frozen=True, slots=True)
class PlanDay:
    name: str
    notes: str
    lines: list[PlanLine] = field(default_factory=list)


def plan_days(month: MonthSummary) -> list[PlanDay]:
    """Return the plan day by day, in the wording of the printed A4 plan."""
    by_day: dict[date, list[Entry]] = {}
    for entry in month.entries.values():
        by_day.setdefault(max(timezone.localdate(entry.starts_at), month.month), []).append(entry)
    periods, lines = periods_overlapping(building().periods, month.month, month.last_day), Lines()
    return [
        PlanDay(
            f"{long_weekday(day)}, {day.day}. {MONTHS[day.month]}",
            " · ".join(note.text for note in notes_on(day, periods, begins=day == month.month)),
            [_plan_line(month, entry, lines.line(entry, day)) for entry in entries_of_day],
        )
        for day, entries_of_day in sorted(by_day.items())
    ]


def _plan_line(month, entry, line):
    row = month.dates.get(entry.key)
    cancellation = line.get("cancellation", "")
    if line.get("reason"):
        cancellation = f"{cancellation}: {line['reason']}"
    url = reverse("admin:events_occurrence_change", args=[row.pk]) if row else entry.url
    return PlanLine(line["hour"], line["title"], line["words"], cancellation, url, _why_hidden(month, entry, row))


def _why_hidden(month, entry, row):
    if entry.key in month.visible or row is None:
        return ""
    return _("Entwurf") if row.event.status == Event.Status.DRAFT else _("erst später sichtbar")


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """The result of one series: the number of dates, the cancelled days and the excluded days."""

    title: str
    rule: str
    url: str
    count: int
    cancelled: list[str]
    left_out: list[str]


def series_lines(month: MonthSummary) -> list[SeriesLine]:
    """Return the series with dates or excluded days in the month."""
    by_series: dict[int, list[Occurrence]] = {}
    for row in month.dates.values():
        if row.series_id:
            by_series.setdefault(row.series_id, []).append(row)
    all_series = Series.objects.select_related("event").order_by("event__title", "pk")
    lines = [_series_line(month, series, by_series.get(series.pk, [])) for series in all_series]
    return [line for line in lines if line.count or line.cancelled or line.left_out]


def _series_line(month, series, rows):
    slots_with_date = {row.slot for row in rows}
    left_out = excluded_days(series, month.month, month.last_day, month.periods) if month.periods else []
    return SeriesLine(
        title=series.event.title,
        rule=series_in_words(series),
        url=reverse("admin:events_event_change", args=[series.event_id]),
        count=sum(not row.is_cancelled for row in rows),
        cancelled=[_with_reason(short_day_of(row), row.reason) for row in rows if row.is_cancelled],
        left_out=[
            _with_reason(f"{day.day}.{day.month}.", reason) for day, reason in left_out if day not in slots_with_date
        ],
    )


def _with_reason(day, reason):
    return f"{day} ({reason})" if reason else day
