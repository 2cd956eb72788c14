"""Conflicts in a month: double-booked rooms, and dates on holidays and closing days."""

from dataclasses import dataclass
from hashlib import blake2b

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import AcceptedConflict, Occurrence, OnSpecialDay
from events.recurrence.descriptions import short_day_of
from events.scheduling.generation import reason_in_words
from kasch_site.common import sections
from kasch_site.common.digests import digest_of
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import short_day
from kasch_site.house.models import Room, SpecialPeriod

from .month_summary import MonthSummary
from .undo import state_of

SCHOOL_HOLIDAY = SpecialPeriod.Kind.SCHOOL_HOLIDAY


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict. It is open until staff or the rule of a series have decided it.

    `key` identifies the conflict; it changes if one of the dates is moved. `rows` are the dates that can be changed
    here; `reason` is the default reason for a cancellation.
    """

    key: str
    kind: str
    heading: str
    text: str
    rows: tuple[Occurrence, ...]
    is_open: bool
    reason: str = ""

    @property
    def is_about_room(self):
        """Return whether this is a double-booked room."""
        return self.kind == "room"

    @property
    def state(self) -> str:
        """Return a digest of the state that staff see of the conflict."""
        rows = [(row.pk, row.shown_title, state_of(row)) for row in self.rows]
        return digest_of([self.heading, self.text, self.is_open, self.reason, rows])

    @property
    def takes_place(self):
        """Return whether any of the dates is not cancelled."""
        return any(not row.is_cancelled for row in self.rows)


def find_conflicts(month: MonthSummary) -> list[Conflict]:
    """Return open and resolved conflicts by day; double-booked rooms precede special days."""
    accepted = set(AcceptedConflict.objects.of(month.month).values_list("conflict_key", flat=True))
    return [*_double_bookings(month, accepted), *_special_days(month, accepted)]


def _double_bookings(month, accepted):
    pairs = sorted(sections.double_bookings(month.entries.values()), key=lambda pair: (pair[1].starts_at, pair[1].key))
    names = dict(Room.objects.values_list("pk", "name")) if pairs else {}
    for pair in pairs:
        key = _fingerprint("room", *(_place_and_time(entry) for entry in sorted(pair, key=lambda each: each.key)))
        rows = tuple(month.dates[entry.key] for entry in pair if entry.key in month.dates)
        heading = _("%(room)s, %(day)s") % {
            "room": names.get(pair[0].room_id, pair[0].where),
            "day": short_day_of(pair[1]),
        }
        text = _("%(first)s und %(second)s") % {"first": _in_words(pair[0]), "second": _in_words(pair[1])}
        yield Conflict(key, "room", heading, text, rows, key not in accepted)


def _place_and_time(entry: Entry):
    return entry.key, entry.room_id, entry.starts_at.timestamp(), entry.ends_at.timestamp()


def _in_words(entry: Entry):
    return f"„{entry.title}“ ({entry.time_words})"


def _special_days(month, accepted):
    for key, row in month.dates.items():
        day = timezone.localdate(row.starts_at)
        if day < month.month:
            continue
        period = next((each for each in month.periods if _concerns(each, day, row)), None)
        if period is not None:
            yield _on_special_day(month.entries[key], row, day, period, accepted)


def _concerns(period, day, row):
    """Return whether the special day affects this date: a closed house does not affect external places."""
    if not period.first_day <= day <= period.last_day:
        return False
    if period.kind == SCHOOL_HOLIDAY:
        return row.series_id is not None
    is_elsewhere = row.place or (row.room_id is None and row.event.place)
    return period.kind != SpecialPeriod.Kind.CLOSED or not is_elsewhere


def _on_special_day(entry, row, day, period, accepted):
    key = _fingerprint(period.kind, entry.key, entry.starts_at.timestamp(), period.first_day.isoformat())
    kind = "holidays" if period.kind == SCHOOL_HOLIDAY else "day"
    is_decided = kind == "holidays" or row.is_cancelled or row.series_id is not None or key in accepted
    heading = f"{short_day(day)}: {period.name}"
    text = f"{_in_words(entry)}{_state(row, period, key in accepted)}"
    return Conflict(key, kind, heading, text, (row,), not is_decided, reason_in_words(period))


def _state(row, period, is_accepted):
    """Return the resolution of the date and who decided it."""
    if row.is_cancelled:
        by_series = row.series_id and not row.is_different
        return _(" entfällt, so sagt es die Serie") if by_series else _(" entfällt")
    if is_accepted or row.is_different:
        return _(" findet statt, so entschieden")
    if row.series_id and _rule(row.series, period) == OnSpecialDay.KEEP:
        return _(" findet statt, so sagt es die Serie")
    return ""


def _rule(series, period):
    return {
        SpecialPeriod.Kind.CLOSED: series.on_closing_days,
        SpecialPeriod.Kind.PUBLIC_HOLIDAY: series.on_public_holidays,
        SCHOOL_HOLIDAY: series.on_school_holidays,
    }[period.kind]


def _fingerprint(kind, *parts):
    return f"{kind}-{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"
