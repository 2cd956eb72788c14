"""Preview of the effects of saving an event: changes of its dates, and double-booked rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendar.entries import entries_of
from events.models import Event, Occurrence
from events.recurrence.descriptions import short_day_in_year, short_day_of
from events.scheduling.changes import version_of
from events.scheduling.generation import excluded_days, horizon
from events.scheduling.publication import people_expected
from kasch_site.common import clock, sections
from kasch_site.common.admin.confirmation.save import Consequences
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import time_in_words
from kasch_site.house.models import Room

MAX_DAYS = 8
MAX_CLASHES = 5


@dataclass(frozen=True, slots=True)
class Differences:
    """Future dates of an event, sorted by the effect of saving."""

    new: list[Occurrence] = field(default_factory=list)
    removed: list[Occurrence] = field(default_factory=list)
    now_cancelled: list[Occurrence] = field(default_factory=list)
    restored: list[Occurrence] = field(default_factory=list)
    changed: list[Occurrence] = field(default_factory=list)
    kept: list[Occurrence] = field(default_factory=list)
    left_out: list[tuple[date, str]] = field(default_factory=list)  # days of the rules without a date, and why

    @property
    def are_made_by_series(self) -> bool:
        """Return whether a series causes changes, not only dates entered individually."""
        return any(row.series_id for row in (*self.all_changed, *self.removed))

    @property
    def all_changed(self) -> list[Occurrence]:
        """Return dates that are new or changed after saving."""
        return [*self.new, *self.now_cancelled, *self.restored, *self.changed]

    @property
    def touched(self) -> list[Occurrence]:
        """Return new or changed dates that need a room."""
        return [row for row in (*self.new, *self.restored, *self.changed) if not row.is_cancelled]


def upcoming_dates(event_id) -> dict[int, Occurrence]:
    """Return the dates of an event that have not ended, by key; empty for an unsaved event."""
    dates = Occurrence.objects.filter(event_id=event_id).upcoming().order_by("starts_at")
    return {row.pk: row for row in dates.select_related("event", "series")}


def differences(before: dict[int, Occurrence], after: dict[int, Occurrence]) -> Differences:
    """Compare the dates of an event before and after saving."""
    result = Differences(removed=[row for key, row in before.items() if key not in after])
    for key, row in after.items():
        old = before.get(key)
        if old is None:
            result.new.append(row)
            if row.is_cancelled:
                result.now_cancelled.append(row)
        elif version_of(row) != version_of(old):
            _kind(result, old, row).append(row)
        elif row.is_different and row.series_id:
            result.kept.append(row)
    return result


def days_without_date(event, after: dict[int, Occurrence]) -> list[tuple[date, str]]:
    """Return future days that the rules of an event exclude, each with the reason.

    Ignores days with a date changed by hand, which remains.
    """
    today, taken = clock.today(), {(row.series_id, row.slot) for row in after.values()}
    reasons_by_day = {
        day: reason
        for series in event.series.all()
        for day, reason in excluded_days(series, today, horizon(today))
        if (series.pk, day) not in taken
    }
    return sorted(reasons_by_day.items())


def _kind(differences, old, row):
    if row.is_cancelled and not old.is_cancelled:
        return differences.now_cancelled
    if old.is_cancelled and not row.is_cancelled:
        return differences.restored
    return differences.changed


def consequences(
    event, differences: Differences, room_conflicts: list[str], why_hidden: Sequence[str] = ()
) -> Consequences | None:
    """Return the differences as a confirmation for staff; None if they contain only what staff have entered."""
    if not differences.are_made_by_series and not room_conflicts and not why_hidden:
        return None
    lines = [line for line in _lines(differences) if line]
    otherwise = _("Ein Raum ist doppelt belegt") if room_conflicts else _("Soll das so sein?")
    return Consequences(_title(event, differences) or otherwise, lines, [*why_hidden, *room_conflicts])


def why_hidden(event, was_published: bool, had_dates: bool) -> list[str]:
    """Return why residents will not find this event, if saving is the cause; earlier causes are not repeated."""
    if event.status == Event.Status.DRAFT:
        text = _("„%(event)s“ ist dann wieder ein Entwurf und verschwindet von der Website und aus dem Plan.")
        return [text % {"event": event}] if was_published else []
    if (was_published and not had_dates) or event.occurrences.exists():
        return []
    return [_("„%(event)s“ hat noch keinen Termin. Ohne Termin steht sie in keinem Plan.") % {"event": event}]


def people_in_words(event) -> str:
    """Return how many people are registered for dates of an event, and what happens to these; "" if nobody is."""
    booked, waiting = people_expected(event)
    if not booked + waiting:
        return ""
    text = ngettext(
        "Für „%(event)s“ ist ein Mensch angemeldet", "Für „%(event)s“ sind %(count)d Menschen angemeldet", booked
    ) % {"event": event, "count": booked}
    if waiting:
        text += ngettext(", einer wartet", ", %(count)d warten", waiting) % {"count": waiting}
    return _("%(people)s. Diese Termine werden abgesagt, auch wenn Sie die Veranstaltung wieder veröffentlichen.") % {
        "people": text
    }


def _title(event, differences):
    """Return the number of added and removed dates: "Schach, jeden Montag: 36 Termine neu, davon 4 entfallen"."""
    counts = _counts(differences)
    if not counts:
        return ""
    rules = {row.series_id: str(row.series) for row in differences.all_changed if row.series}
    return f"{', '.join([event.title, *rules.values()])}: {counts}"


def _counts(differences):
    already_cancelled = sum(row.is_cancelled for row in differences.new)
    newly_cancelled = len(differences.now_cancelled) - already_cancelled
    kept_count = len(differences.kept) if differences.new or differences.removed or differences.changed else 0
    parts = [
        (len(differences.new), ngettext("%(count)d Termin neu", "%(count)d Termine neu", len(differences.new))),
        (already_cancelled, ngettext("davon %(count)d entfällt", "davon %(count)d entfallen", already_cancelled)),
        (
            len(differences.removed),
            ngettext("%(count)d gibt es nicht mehr", "%(count)d gibt es nicht mehr", len(differences.removed)),
        ),
        (
            len(differences.changed),
            ngettext("%(count)d ändert sich", "%(count)d ändern sich", len(differences.changed)),
        ),
        (newly_cancelled, ngettext("%(count)d fällt aus", "%(count)d fallen aus", newly_cancelled)),
        (
            len(differences.restored),
            ngettext("%(count)d findet wieder statt", "%(count)d finden wieder statt", len(differences.restored)),
        ),
        (kept_count, ngettext("%(count)d abweichender bleibt", "%(count)d abweichende bleiben", kept_count)),
    ]
    if any(count for count, _words in parts):
        skipped_count = len(differences.left_out)
        parts.append(
            (skipped_count, ngettext("an %(count)d Tag kein Termin", "an %(count)d Tagen kein Termin", skipped_count))
        )
    return ", ".join(text % {"count": count} for count, text in parts if count)


def _lines(differences):
    yield _line(_("Neu: %(days)s"), differences.new)
    yield _line(_("Diese Termine gibt es dann nicht mehr: %(days)s"), differences.removed)
    yield _line(_("Geändert: %(days)s"), differences.changed)
    yield _line(_("Findet wieder statt: %(days)s"), differences.restored)
    public = [row for row in differences.now_cancelled if row.event.is_published()]
    yield _line(_("Sichtbar als „Entfällt“: %(days)s"), public, with_reason=True)
    others = [row for row in differences.now_cancelled if not row.event.is_published()]
    yield _line(_("Entfallen: %(days)s"), others, with_reason=True)
    if differences.new or differences.removed or differences.changed:
        yield _line(_("Bleibt, wie von Hand geändert: %(days)s"), differences.kept)
    yield _line_of_days(_("Kein Termin, auch nicht im Plan: %(days)s"), differences.left_out)


def _line(text, rows, with_reason=False):
    days = [(short_day_of(row), row.reason if with_reason else "") for row in rows]
    return _enumerated(text, days)


def _line_of_days(text, days):
    return _enumerated(text, [(short_day_in_year(day), reason) for day, reason in days])


def _enumerated(template, days):
    """List days with their reasons, the first few in full; "" without days."""
    if not days:
        return ""
    text = ", ".join(f"{day} ({reason})" if reason else day for day, reason in days[:MAX_DAYS])
    more = len(days) - MAX_DAYS
    if more > 0:
        ending = ngettext("und ein weiterer am %(last)s", "und %(count)d weitere bis %(last)s", more)
        text = f"{text} {ending % {'count': more, 'last': days[-1][0]}}"
    return template % {"days": text}


def room_conflicts(rows: Iterable[Occurrence]) -> list[str]:
    """Return double bookings of rooms by these dates, for uses by any section.

    "Saal ist am Di, 24.11., 9–12 Uhr schon belegt: Blutspende. Sie speichern gerade: Gymnastik, Di, 24.11., 9:30–10:30
    Uhr. Ebenso am Di, 1.12.": one for each other use of a room. Drafts count, because they need the room as well.
    """
    rows = [row for row in rows if not row.is_cancelled]
    if not rows:
        return []
    start, end = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    ours = {f"events:{row.uid.hex}" for row in rows}
    pairs = [
        pair for pair in sections.double_bookings(all_entries(start, end)) if pair[0].key in ours or pair[1].key in ours
    ]
    pairs_by_rooms = {}
    for first, second in sorted(pairs, key=lambda pair: pair[1].starts_at):
        # If both dates belong to this event, either can be named as the existing one.
        own, other = (first, second) if first.key in ours else (second, first)
        pairs_by_rooms.setdefault((own.room_id, other.title), []).append((own, other))
    names = dict(Room.objects.values_list("pk", "name"))
    return _shortened([_room_conflict(names[room], pairs) for (room, _title), pairs in pairs_by_rooms.items()])


def all_entries(start, end) -> list[Entry]:
    """Return the entries of all sections from start to end, by start, and events not yet visible to residents."""
    entries = {entry.key: entry for entry in sections.entries(start, end)}
    entries |= {entry.key: entry for entry in entries_of(Occurrence.objects.between(start, end).planned())}
    return sorted(entries.values(), key=lambda entry: (entry.starts_at, entry.key))


def _room_conflict(room, pairs):
    own, other = pairs[0]
    sentence = _("%(room)s ist am %(when)s schon belegt: %(other)s. Sie speichern gerade: %(own)s, %(own_when)s.") % {
        "room": room,
        "when": _when(other),
        "other": other.title,
        "own": own.title,
        "own_when": _when(own),
    }
    days = [short_day_of(own) for own, _other in pairs[1:MAX_CLASHES]]
    if not days:
        return sentence
    other_days = _("Ebenso am %(days)s") % {"days": "; ".join(days)}
    more = len(pairs) - 1 - len(days)
    if more:
        other_days += " " + ngettext("und an einem weiteren Tag", "und an %(count)d weiteren Tagen", more) % {
            "count": more
        }
    return f"{sentence} {other_days}"


def _when(entry):
    return f"{short_day_of(entry)}, {time_in_words(entry.starts_at, entry.ends_at, entry.all_day)}"


def _shortened(sentences):
    more = len(sentences) - MAX_CLASHES
    if more <= 0:
        return sentences
    text = ngettext("Ein Raum ist noch einmal doppelt belegt.", "%(count)d weitere Male doppelt belegt.", more)
    return [*sentences[:MAX_CLASHES], text % {"count": more}]
