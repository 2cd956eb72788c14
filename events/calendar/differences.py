"""Differences of one date from its event and series, described for residents."""

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import day_in_words, hours_in_words


def differences_in_words(occurrence: Occurrence, entry: Entry, usual_place: str) -> list[str]:
    """Describe how the date differs from its event and series; empty if it does not. Of a cancelled date only that."""
    if entry.is_cancelled:
        return []
    return [
        text for text in (_title(occurrence), _day(occurrence), _hours(occurrence), _place(entry, usual_place)) if text
    ]


def _title(occurrence):
    own, usual = occurrence.title, occurrence.event.title
    return _("Diesmal anders: sonst „%(title)s“.") % {"title": usual} if own and own != usual else ""


def _day(occurrence):
    if occurrence.slot is None or occurrence.slot == timezone.localdate(occurrence.starts_at):
        return ""
    return _("Anderer Tag: verlegt vom %(day)s.") % {"day": day_in_words(occurrence.slot)}


def _hours(occurrence):
    series = occurrence.series
    if series is None or series.is_all_day or occurrence.is_all_day:
        return ""
    start, end = timezone.localtime(occurrence.starts_at), timezone.localtime(occurrence.ends_at)
    if (start.time(), end.time()) == (series.starts_at, series.ends_at):
        return ""
    return _("Andere Uhrzeit: sonst %(hours)s.") % {"hours": hours_in_words(series.starts_at, series.ends_at)}


def _place(entry, usual):
    if not usual or entry.where == usual:
        return ""
    return _("Anderer Ort: %(place)s statt %(usual)s.") % {"place": entry.where, "usual": usual}
