"""Entries as a list grouped by day, for the list and day pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.recurrence.descriptions import RegistrationTexts
from kasch_site.common.sections import Entry, Facts, Places
from kasch_site.common.text.folding import word_matcher
from kasch_site.common.text.time_words import day_in_words

from .markers import css_classes
from .months import day_url, monday_of
from .notes import Note, notes_on, periods_overlapping

# Days on a page of the list; fewer if they have more entries than the limit.
DAYS = 30
MAX_ENTRIES = 60
# From so many entries on, a page ends with its week, if it may.
ENOUGH_ENTRIES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a row of a list; all values are formatted."""

    url: str
    css: str
    time: str
    moment: str
    title: str
    summary: str
    facts: str
    cancelled: str
    difference: str
    full: str


@dataclass(slots=True)
class ProgrammeDay:
    """A day with its entries; `label` is "Morgen" for the next day, otherwise empty."""

    date: date
    name: str
    label: str
    url: str
    notes: list[Note]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Programme:
    """The days from `first` to `last` that have entries."""

    first: date
    last: date
    entries: list[Entry]
    days: list[ProgrammeDay]

    @property
    def span(self):
        """Format a range: "vom 22. November bis zum 9. Dezember 2026"; with both years if they differ."""
        first = _("j. F") if self.first.year == self.last.year else _("j. F Y")
        days = {"first": date_format(self.first, first), "last": date_format(self.last, _("j. F Y"))}
        return _("vom %(first)s bis zum %(last)s") % days


def programme(
    entries: Iterable[Entry],
    first: date,
    last: date,
    periods,
    *,
    today: date,
    address: str,
    markers: Mapping[str, str] = MappingProxyType({}),
    may_end_with_week: bool = False,
) -> Programme:
    """Group the entries from `first` to `last` by start day (or `first`, if they began before).

    A page ends with a complete day, before it has more than `MAX_ENTRIES` entries; if `may_end_with_week`, also with a
    week, once it has `ENOUGH_ENTRIES`. `markers` are the CSS classes of the categories (events/calendar/markers.py).
    """
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(max(timezone.localdate(entry.starts_at), first), []).append(entry)
    periods, texts = periods_overlapping(periods, first, last), _SharedTexts(markers)
    page = Programme(first, last, [], [])
    for day, entries_of_day in sorted(by_day.items()):
        if page.days and len(page.entries) + len(entries_of_day) > MAX_ENTRIES:
            return replace(page, last=day - timedelta(days=1))
        if may_end_with_week and len(page.entries) >= ENOUGH_ENTRIES and monday_of(day) > page.days[-1].date:
            return replace(page, last=monday_of(day) - timedelta(days=1))
        page.entries.extend(entries_of_day)
        notes = notes_on(day, periods, entries=entries_of_day)
        page.days.append(_day(day, [texts.row(entry) for entry in entries_of_day], notes, today, address))
    return page


def _day(day, rows, notes, today, address):
    label = _("Morgen") if day == today + timedelta(days=1) else ""
    return ProgrammeDay(day, day_in_words(day), label, day_url(address, day), notes, rows)


def hits_in_words(entries: list[Entry]) -> str:
    """Return the number of scheduled and cancelled entries: "11 Termine, 1 entfällt"."""
    cancelled = sum(1 for entry in entries if entry.is_cancelled)
    count = len(entries) - cancelled
    text = ngettext("%(count)d Termin", "%(count)d Termine", count) % {"count": count} if count else _("Kein Termin")
    if not cancelled:
        return text
    return f"{text}, {ngettext('%(off)d entfällt', '%(off)d entfallen', cancelled) % {'off': cancelled}}"


class _SharedTexts:
    """Texts that rows share, translated once for a page."""

    def __init__(self, markers):
        self.markers = markers
        self.free, self.cancelled = _("kostenlos"), _("Entfällt")
        self.access = {
            is_step_free: Facts(is_step_free=is_step_free).access_words for is_step_free in (True, False, None)
        }
        self.signing_up = RegistrationTexts()

    def row(self, entry):
        """Return the row of an entry."""
        moment = timezone.localtime(entry.starts_at)
        return Row(
            url=entry.url,
            css=css_classes(entry, self.markers),
            time=entry.time_words,
            moment=moment.date().isoformat() if entry.all_day else moment.strftime("%Y-%m-%dT%H:%M"),
            title=entry.title,
            summary=entry.summary,
            facts=self.facts(entry),
            cancelled=self.cancellation(entry) if entry.is_cancelled else "",
            difference=entry.difference,
            full=self.signing_up.in_short(entry) if entry.places is Places.FULL else "",
        )

    def cancellation(self, entry):
        """Return the cancellation with its reason, or "" if the entry takes place."""
        return f"{self.cancelled}: {entry.reason}" if entry.reason else self.cancelled

    def facts(self, entry):
        """Return the facts needed to decide on a visit: "Saal · Spende erbeten · Anmeldung nötig"."""
        facts = entry.facts
        parts = (
            entry.where,
            facts.cost or (facts.is_free and self.free),
            self.signing_up.in_words(entry),
            self.access[facts.is_step_free],
        )
        return " · ".join(part for part in parts if part)


def matching(entries: list[Entry], query: str) -> list[Entry]:
    """Return the entries whose title, summary, category, group or place contain every word, as `word_matcher` does."""
    if not query:
        return entries
    matches = word_matcher(query)
    return [entry for entry in entries if matches(searchable_text(entry))] if matches else []


def searchable_text(entry: Entry) -> str:
    """Return the text that a search of the list uses."""
    facets = (entry.category, entry.group)
    parts = (entry.title, entry.summary, entry.where, *(facet.name for facet in facets if facet))
    return " ".join(parts)
