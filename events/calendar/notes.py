"""Special properties of a day as text: a holiday, a closing day, other hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import hours_in_words


@dataclass(frozen=True, slots=True)
class Note:
    """A special property of a day as text: a holiday, a closing day, other hours."""

    kind: str
    text: str


def periods_overlapping(periods, first: date, last: date) -> list:
    """Return the special periods that overlap the days from first to last, both inclusive."""
    return [period for period in periods if period.first_day <= last and period.last_day >= first]


def notes_on(day: date, periods, *, begins: bool = True, entries: Iterable[Entry] = ()) -> list[Note]:
    """Return the notes of the day. School holidays last for weeks: name them only where a row or page `begins`.

    `entries` are those shown with the notes: if one takes place in the house on a closing day, the note says so.
    """
    events_take_place = any(not entry.is_cancelled and not entry.is_elsewhere for entry in entries)
    return [
        Note(period.kind, _note(period, events_take_place))
        for period in periods
        if period.covers(day) and (begins or period.kind != "school" or period.first_day == day)
    ]


def _note(period, events_take_place):
    if period.kind == "closed":
        text = _("geschlossen: %(name)s") % {"name": period.name}
        return f"{text}. {_('Diese Veranstaltungen finden trotzdem statt.')}" if events_take_place else text
    if period.kind == "hours":
        return _("geöffnet %(hours)s: %(name)s") % {
            "hours": hours_in_words(period.opens, period.closes),
            "name": period.name,
        }
    return period.name
