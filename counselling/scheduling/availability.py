"""Read which slots are free: by day for the page that offers a choice, the next few elsewhere.

Each function makes one query, however many counsellors and bookings there are. Slots of several counsellors at the same
time are merged into one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone

from counselling.booking import statements
from counselling.models import Slot, Topic
from kasch_site.common import clock

DAYS_ON_A_PAGE = 6
# Up to this many consecutive full days are shown separately; more are merged into one line.
MOST_FULL_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A start time to choose; `slot` is the primary key of one of the slots free then."""

    slot: int
    starts_at: datetime
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its free slots. A day without any is full, and may represent all full days up to `last`."""

    first: date
    last: date
    times: tuple[FreeTime, ...] = ()

    @property
    def is_full(self):
        """Return whether there is no free slot."""
        return not self.times


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """A page of days. `later` is the first day of the next page, None on the last page."""

    days: tuple[Day, ...]
    later: date | None
    has_urgent: bool  # whether any slots are reserved for urgent cases, free or not
    has_free_urgent: bool

    @property
    def is_empty(self):
        """Return whether the page has no free slot."""
        return all(day.is_full for day in self.days)


def opens_at(topic: Topic, now: datetime) -> datetime:
    """Return the earliest start that can still be booked; bookings close some time before."""
    return now + timedelta(hours=topic.closes_hours_before)


def free_times(topic: Topic, first_day: date | None = None, *, urgent: bool = False) -> FreeTimes:
    """Return the days from `first_day` on with their free slots, including fully booked days."""
    now = clock.now()
    start = opens_at(topic, now)
    if first_day is not None:
        start = max(start, clock.day_bounds(first_day)[0])
    rows = list(_rows(topic, start))
    shown = [row for row in rows if urgent or not row.is_urgent]
    days = [
        _day(day, list(of_day), now) for day, of_day in groupby(shown, lambda row: timezone.localdate(row.starts_at))
    ]
    page, rest = _first_page(days)
    kept_back = [row for row in rows if row.is_urgent]
    return FreeTimes(
        tuple(_folded(page)),
        rest[0].first if any(not day.is_full for day in rest) else None,
        has_urgent=bool(kept_back),
        has_free_urgent=any(row.is_free(now) for row in kept_back),
    )


def next_free(topic: Topic, count: int = 3, *, urgent: bool = False) -> list[FreeTime]:
    """Return the next free start times, without duplicates."""
    now = clock.now()
    free = _rows(topic, opens_at(topic, now)).free(now)
    if not urgent:
        free = free.not_urgent()
    # Several counsellors may be free at the same time; reads enough rows to remain after removing duplicates.
    return list(_each_once(free[: count * 20], now))[:count]


def first_free(topics: Iterable[Topic]) -> dict[int, datetime]:
    """Return the start of the next free slot by topic primary key; topics without a free slot are omitted."""
    now = clock.now()
    opens = {topic.pk: opens_at(topic, now) for topic in topics}
    return statements.first_free(opens, now) if opens else {}


def others_at_that_time(slot: int, topic: Topic) -> list[int]:
    """Return primary keys of other free slots at the same time, as substitutes if this one was just taken."""
    now = clock.now()
    chosen = Slot.objects.for_topic(topic).filter(pk=slot).only("starts_at", "is_urgent").first()
    if chosen is None:
        return []
    same = Slot.objects.for_topic(topic).free(now).filter(starts_at=chosen.starts_at, is_urgent=chosen.is_urgent)
    return list(same.exclude(pk=slot).order_by("pk").values_list("pk", flat=True))


def _rows(topic, start):
    """Return slots that are not withdrawn, in order, with the columns needed to tell which are free."""
    rows = Slot.objects.for_topic(topic).filter(starts_at__gte=start).taking_place()
    return rows.order_by("starts_at", "pk").only("starts_at", "is_urgent", "state", "until")


def _day(day, rows, now):
    return Day(day, day, tuple(_each_once(rows, now)))


def _each_once(rows, now):
    """Return free slots, one for each start; prefer one that is free for everybody to an urgent one."""
    for starts_at, same in groupby(rows, lambda row: row.starts_at):
        free = sorted((row for row in same if row.is_free(now)), key=lambda row: row.is_urgent)
        if free:
            yield FreeTime(free[0].pk, starts_at, free[0].is_urgent)


def _first_page(days):
    """Split the days into those of one page, up to the last with a free slot, and the rest."""
    with_times = [number for number, day in enumerate(days) if not day.is_full][:DAYS_ON_A_PAGE]
    if len(with_times) < DAYS_ON_A_PAGE:
        return days, []
    end = with_times[-1] + 1
    return days[:end], days[end:]


def _folded(days):
    """Return the days with long runs of full days merged into one."""
    for is_full, run in groupby(days, lambda day: day.is_full):
        run = list(run)
        if is_full and len(run) > MOST_FULL_IN_A_ROW:
            yield Day(run[0].first, run[-1].last)
        else:
            yield from run
