"""Events that took place in the same month of the previous year, to be copied."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from events.models import Event, Occurrence
from kasch_site.common import clock
from kasch_site.common.digests import digest_of

from .undo import state_of


@dataclass(frozen=True, slots=True)
class LastYear:
    """An event of the previous year with its single dates and the corresponding days of this year."""

    event: Event
    dates: list[tuple[Occurrence, date]]
    is_there: bool

    @property
    def key(self) -> str:
        """Return the key of the event in the token of the shown state."""
        return f"last-year:{self.event.pk}"

    @property
    def state(self) -> str:
        """Return a digest of the state that staff see of the event, including whether it is in the plan already."""
        dates = [(row.pk, state_of(row), day) for row, day in self.dates]
        return digest_of([self.event.title, self.is_there, dates])


def events_a_year_ago(month: date, titles: set[str]) -> list[LastYear]:
    """Return single dates held in the same month a year ago, by event; `titles` are those already in this month."""
    start, end = clock.month_bounds(month.year - 1, month.month)
    rows = Occurrence.objects.single().planned().visible().filter(starts_at__gte=start, starts_at__lt=end)
    rows_by_event: dict[int, list[Occurrence]] = {}
    for row in rows.select_related("event").order_by("starts_at", "pk"):
        rows_by_event.setdefault(row.event_id, []).append(row)
    return [
        LastYear(
            dates[0].event,
            [(row, same_weekday(timezone.localdate(row.starts_at), month)) for row in dates],
            dates[0].event.title in titles,
        )
        for dates in rows_by_event.values()
    ]


def same_weekday(day: date, month: date) -> date:
    """Return the day of this month with the same weekday and ordinal: "der zweite Samstag".

    The fifth maps to the last if the month has only four.
    """
    first = month + timedelta(days=(day.weekday() - month.weekday()) % 7)
    result = first + timedelta(weeks=(day.day - 1) // 7)
    return result if result.month == month.month else result - timedelta(weeks=1)
