"""A month of the house as plain paragraphs for the layout: dates by day, opening hours, notes of the sections."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import Entry, PressProvider, entries, providers, sections
from kasch_site.common.text.plaintext import one_line
from kasch_site.common.text.time_words import day_of_week_in_words, days_in_words, month_in_words
from kasch_site.house.opening.week import section_weeks, special_days, week


class Style(StrEnum):
    """The kind of a paragraph, with the name of its style in a layout program."""

    TITLE = "Titel"
    HEADING = "Zwischentitel"
    DAY = "Tag"
    ENTRY = "Termin"
    LINE = "Zeile"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph on one line."""

    style: Style
    text: str


def paragraphs(month: date) -> list[Paragraph]:
    """Return the paragraphs of the month that begins on `month`."""
    return [
        Paragraph(Style.TITLE, _("Termine im %(month)s") % {"month": month_in_words(month)}),
        *_days(month),
        *_hours(month),
        *_notes(month),
    ]


def as_text(printed: Iterable[Paragraph], *, with_styles: bool = False) -> str:
    """Return the paragraphs as text, with an empty line before each heading.

    With `with_styles` the name of the style precedes each, as layout programs import it: "@Tag:Dienstag, 1. Dezember".
    """
    lines: list[str] = []
    for paragraph in printed:
        if with_styles:
            lines.append(f"@{paragraph.style}:{paragraph.text}")
            continue
        if lines and paragraph.style in (Style.HEADING, Style.DAY):
            lines.append("")
        lines.append(paragraph.text)
    return "".join(f"{line}\n" for line in lines)


def _days(month):
    """Yield the days with their entries, without cancelled ones.

    Entries of a section with opening hours are these hours, which `_hours` prints once.
    """
    with_hours = {each.key for each in sections() if each.has_own_hours}
    by_day: dict[date, list[Entry]] = {}
    for entry in entries(*clock.month_bounds(month.year, month.month)):
        if not entry.is_cancelled and entry.app not in with_hours:
            by_day.setdefault(max(timezone.localdate(entry.starts_at), month), []).append(entry)
    if by_day and all(_knows_facts(entry.facts) for planned in by_day.values() for entry in planned):
        yield Paragraph(Style.LINE, _("Wo nichts anderes steht: kostenlos, ohne Anmeldung, ohne Stufen."))
    for day, planned in sorted(by_day.items()):
        yield Paragraph(Style.DAY, day_of_week_in_words(day))
        for entry in planned:
            yield Paragraph(Style.ENTRY, _entry(entry))


def _knows_facts(facts):
    return None not in (facts.is_free, facts.needs_sign_up, facts.is_step_free)


def _entry(entry):
    """Return time, title, place and conditions of an entry: "9:30–10:30 Uhr: Gymnastik, Saal"."""
    facts = entry.facts
    words = [
        entry.title,
        entry.difference,
        entry.where,
        facts.cost_words if facts.is_free is False or facts.asks_donation else "",
        _("mit Anmeldung") if facts.needs_sign_up else "",
        facts.access_words if facts.is_step_free is False else "",
    ]
    return one_line(f"{_when(entry)}: {', '.join(filter(None, words))}")


def _when(entry):
    """Return the time of day; of an entry over several days the first and last day."""
    first, last = entry.days(timezone.get_current_timezone())
    if entry.all_day and last > first:
        return days_in_words(first, last)
    return entry.time_words


def _hours(month):
    """Yield the weekly hours of the house and of its sections, and the days of the month with special hours."""
    plans = [(_("Öffnungszeiten des Hauses"), week(month))]
    plans += [(_("Öffnungszeiten: %(section)s") % {"section": name}, lines) for name, lines in section_weeks(month)]
    for heading, lines in plans:
        if lines:
            yield Paragraph(Style.HEADING, heading)
            yield from (Paragraph(Style.LINE, f"{line.days_in_full}: {line.hours}") for line in lines)
    if others := list(_other_days(month)):
        yield Paragraph(Style.HEADING, _("Andere Zeiten"))
        yield from others


def _other_days(month):
    last = clock.next_month(month) - timedelta(days=1)
    for special in special_days(month):
        if special.first <= last:
            yield Paragraph(Style.LINE, one_line(f"{special.days}: {special.hours} ({special.name})"))


def _notes(month):
    for provider in providers(PressProvider):
        for note in provider.press_notes(month):
            yield Paragraph(Style.HEADING, one_line(note.heading))
            yield from (Paragraph(Style.LINE, one_line(line)) for line in note.lines)
