"""Group the days of a list: today, this week, the weekend, next week; later ones by week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .months import monday_of
from .programme import ProgrammeDay

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Week:
    """Days of a week or of a part of it.

    `anchor` is the id of its heading, `is_near` is whether it is this week or the next.
    """

    name: str
    anchor: str
    days: list[ProgrammeDay]
    is_near: bool


def by_week(days: Iterable[ProgrammeDay], today: date) -> list[Week]:
    """Return the days, which must be in order, in groups."""
    return [
        Week(name, anchor, list(group), is_near)
        for (name, anchor, is_near), group in groupby(days, lambda day: _group_of(day.date, today))
    ]


def _group_of(day, today) -> tuple[str, str, bool]:
    """Return name and anchor of the group of a day, and whether it is near."""
    monday = monday_of(day)
    if day == today:
        return _("Heute"), "heute", True
    if day > today and monday == monday_of(today):
        if day.weekday() >= _SATURDAY:
            return _("Am Wochenende"), "wochenende", True
        return _("Diese Woche"), "diese-woche", True
    if monday == monday_of(today) + timedelta(days=7):
        return _("Nächste Woche"), "naechste-woche", True
    return _week_in_words(monday), f"woche-{monday:%Y%m%d}", False


def _week_in_words(monday):
    """Format a week: "7. bis 13. Dezember", "28. Dezember bis 3. Januar"."""
    sunday = monday + timedelta(days=6)
    first = date_format(monday, _("j.") if monday.month == sunday.month else _("j. F"))
    return _("%(first)s bis %(last)s") % {"first": first, "last": date_format(sunday, _("j. F"))}
