"""Apply what staff changed on single dates, before and after the plan of the month was printed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from events.models import Event, Occurrence
from events.planning.printed_plans import mark_printed
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.house.models import Room

from .reading.records import Record


@dataclass(frozen=True)
class Change:
    """A change of one date to come of an event: its record, the number of the date, and the verb."""

    row: Record
    event: Event
    number: int
    verb: Callable[[Occurrence], object]

    def occurrence(self, today: date) -> Occurrence:
        """Return the date after today. Raise `HouseFileError` if there are too few."""
        tomorrow = clock.local(today + timedelta(days=1))
        upcoming = Occurrence.objects.planned().filter(event=self.event, starts_at__gte=tomorrow)
        occurrence = upcoming.order_by("starts_at")[self.number - 1 : self.number].first()
        if occurrence is None:
            raise self.row.error("which", f"the event has no {self.number} dates to come. Take a smaller number.")
        return occurrence

    def apply(self, today: date):
        """Change the date."""
        occurrence = self.occurrence(today)
        with self.row.errors_at():
            self.verb(occurrence)


def write(folder, today):
    """Apply the changes; print the plan before those that come after it."""
    with folder.open("changes") as file:
        for change in [_change(row) for row in file.records("change")]:
            change.apply(today)
        since_print = [_change(row) for row in file.records("change_since_print")]
        for change in _print(since_print, today):
            change.apply(today)


def _change(row) -> Change:
    events = {event.slug: event for event in Event.objects.all()}
    return Change(row, row.one("event", events), row.number("which", minimum=1), _verb(row))


def _verb(row):
    title, reason, hours = row.text("title", ""), row.text("cancel", ""), row.number("hours_later", 0)
    room = row.one("room", {room.name: room for room in Room.objects.all()}, None)
    verbs = {
        "title": lambda occurrence: changes.retitle(occurrence, title),
        "cancel": lambda occurrence: changes.cancel(occurrence, reason),
        "hours_later": lambda occurrence: _move(occurrence, timedelta(hours=hours)),
        "room": lambda occurrence: changes.relocate(occurrence, room),
    }
    requested = [verb for verb, value in zip(verbs.values(), (title, reason, hours, room), strict=True) if value]
    if len(requested) != 1:
        raise row.error("", f"must have exactly one of {', '.join(verbs)}; it has {len(requested)}.")
    return requested[0]


def _move(occurrence, shift):
    changes.move(occurrence, occurrence.starts_at + shift, occurrence.ends_at + shift)


def _print(planned: list[Change], today) -> list[Change]:
    """Print this month, in its last days the next one as well; return what changes after that on the printed plans."""
    if not planned:
        return []
    month = today.replace(day=1)
    end = clock.local(clock.next_month(month))
    mark_printed(month)
    printed = [change for change in planned if change.occurrence(today).starts_at < end]
    if len(printed) > 1:
        return printed
    mark_printed(clock.next_month(month))
    return planned
