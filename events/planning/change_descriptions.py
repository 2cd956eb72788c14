"""Changes since the plan was printed, described for readers of the printed plan."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.text.time_words import day_in_words, long_weekday, time_in_words

from .comparison import Difference, Kind, Row
from .printed_plans import ChangesSincePrint


@dataclass(frozen=True, slots=True)
class Line:
    """One change: the day on the printed plan, the description and the URL of the entry."""

    day: date
    moment: datetime
    hour: str
    title: str
    kind: str
    tag: str
    sentences: list[str]
    url: str
    app: str

    @property
    def is_cancelled(self):
        """Return whether the entry does not take place."""
        return self.kind in _OFF


def lines(since: ChangesSincePrint) -> list[Line]:
    """Return a line for each difference, in the order of the plan."""
    return [_line(each, since.entries.get(each.key)) for each in since.differences]


def number_of_changes(lines: list[Line]) -> int:
    """Return the number of different changes: a weekly event that changes in the same way each week counts once."""
    return len({(line.title, line.tag, *line.sentences) for line in lines})


def by_day(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Group the lines by day, labelled as on the plan: "Dienstag, 8. Dezember"."""
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.day, []).append(line)
    return [
        (f"{long_weekday(day)}, {day.day}. {MONTHS[day.month]}", lines_of_day)
        for day, lines_of_day in sorted(days.items())
    ]


def _line(difference: Difference, entry) -> Line:
    row, kinds = difference.before or difference.after, difference.kinds
    # Name the most serious change first: after a cancellation, nothing else matters to a visitor.
    kind = next(each for each in _TAGS if each in kinds)
    described_kinds = {kind} if kind in (Kind.CANCELLED, Kind.REMOVED) else kinds
    # The line is listed under the printed day but shows the new start time.
    shown = difference.after if kind is Kind.MOVED and _is_same_day(difference) else row
    return Line(
        day=timezone.localdate(row.start),
        moment=shown.start,
        hour=_hours(shown),
        title=row.title,
        kind=kind.value,
        tag=str(_TAGS[kind]),
        sentences=[describe(difference, entry) for each, describe in _SENTENCES if each in described_kinds],
        url=entry.url if entry else "",
        app=row.key.partition(":")[0],
    )


def _hours(row: Row):
    return time_in_words(row.start, row.end, row.all_day)


def _day_and_hours(row: Row):
    return f"{day_in_words(timezone.localdate(row.start))}, {_hours(row)}"


def _added(difference, entry):
    where = difference.after.where
    return (f"{where}. " if where else "") + _("Steht nicht im gedruckten Plan.")


def _removed(difference, entry):
    return _("Steht nicht mehr im Kalender.")


def _cancelled(difference, entry):
    return entry.reason if entry and entry.reason else _("Findet nicht statt.")


def _restored(difference, entry):
    return _("Findet doch statt.")


def _moved(difference, entry):
    before, after = difference.before, difference.after
    if _is_same_day(difference):
        return _("Jetzt %(new)s statt %(old)s.") % {"new": _hours(after), "old": _hours(before)}
    return _("Jetzt am %(new)s.") % {"new": _day_and_hours(after)}


def _is_same_day(difference):
    return timezone.localdate(difference.before.start) == timezone.localdate(difference.after.start)


def _relocated(difference, entry):
    before, after = difference.before.where, difference.after.where
    if not after:
        return _("Nicht mehr hier: %(old)s.") % {"old": before}
    return (
        _("%(new)s statt %(old)s.") % {"new": after, "old": before} if before else _("Ort: %(new)s.") % {"new": after}
    )


def _retitled(difference, entry):
    return _("Heißt jetzt: %(title)s.") % {"title": difference.after.title}


# Ordered from most to least serious.
_TAGS = {
    Kind.CANCELLED: gettext_lazy("Entfällt"),
    Kind.REMOVED: gettext_lazy("Entfällt"),
    Kind.MOVED: gettext_lazy("Verlegt"),
    Kind.RELOCATED: gettext_lazy("Anderer Ort"),
    Kind.RESTORED: gettext_lazy("Findet statt"),
    Kind.ADDED: gettext_lazy("Neu"),
    Kind.RETITLED: gettext_lazy("Anderer Titel"),
}
_OFF = (Kind.CANCELLED.value, Kind.REMOVED.value)
_SENTENCES = [
    (Kind.CANCELLED, _cancelled),
    (Kind.REMOVED, _removed),
    (Kind.RESTORED, _restored),
    (Kind.ADDED, _added),
    (Kind.MOVED, _moved),
    (Kind.RELOCATED, _relocated),
    (Kind.RETITLED, _retitled),
]
