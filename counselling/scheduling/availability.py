"""Reading which times are free: by days for the page on which one chooses, the next few for everywhere else.

Whatever the number of counsellors and appointments, each of these is one query; times at the same hour with several
counsellors are one button.
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
# So many full days in a row stand on a line each; more of them share one.
MOST_FULL_IN_A_ROW = 2


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time to choose; `slot` is the number of one of those who are free then."""

    slot: int
    starts_at: datetime
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its free times; without any it is full, and may stand for all full days up to `last`."""

    first: date
    last: date
    times: tuple[FreeTime, ...] = ()

    @property
    def is_full(self):
        return not self.times


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """A page of days. `later` is the day from which the next page begins, None on the last one."""

    days: tuple[Day, ...]
    later: date | None
    has_urgent: bool  # whether times are kept back for urgent matters, free or not
    has_free_urgent: bool

    @property
    def is_empty(self):
        """Whether there is nothing to choose on this page."""
        return all(day.is_full for day in self.days)


def opens_at(topic: Topic, now: datetime) -> datetime:
    """From when on a time may still be chosen: shortly before, it is too late."""
    return now + timedelta(hours=topic.closes_hours_before)


def free_times(topic: Topic, first_day: date | None = None, *, urgent: bool = False) -> FreeTimes:
    """Days from `first_day` on with their free times, and those on which everything is taken."""
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
    """The next times that are free, each hour once."""
    now = clock.now()
    free = _rows(topic, opens_at(topic, now)).free(now)
    if not urgent:
        free = free.not_urgent()
    # Several counsellors may be free at the same hour; so many are read that there is enough without them.
    return list(_each_once(free[: count * 20], now))[:count]


def first_free(topics: Iterable[Topic]) -> dict[int, datetime]:
    """When the next time is free for each of these topics, by their numbers; topics without one are left out."""
    now = clock.now()
    opens = {topic.pk: opens_at(topic, now) for topic in topics}
    return statements.first_free(opens, now) if opens else {}


def others_at_that_time(slot: int, topic: Topic) -> list[int]:
    """The numbers of further free times at the hour of this one: who was overtaken may take one of them unnoticed."""
    now = clock.now()
    chosen = Slot.objects.for_topic(topic).filter(pk=slot).only("starts_at", "is_urgent").first()
    if chosen is None:
        return []
    same = Slot.objects.for_topic(topic).free(now).filter(starts_at=chosen.starts_at, is_urgent=chosen.is_urgent)
    return list(same.exclude(pk=slot).order_by("pk").values_list("pk", flat=True))


def _rows(topic, start):
    """Times that are not called off, in their order, with as much of them as it takes to see what is free."""
    rows = Slot.objects.for_topic(topic).filter(starts_at__gte=start).taking_place()
    return rows.order_by("starts_at", "pk").only("starts_at", "is_urgent", "state", "until")


def _day(day, rows, now):
    return Day(day, day, tuple(_each_once(rows, now)))


def _each_once(rows, now):
    """Free times, each hour once; one that is there for everybody before one that is kept for urgent matters."""
    for starts_at, same in groupby(rows, lambda row: row.starts_at):
        free = sorted((row for row in same if row.is_free(now)), key=lambda row: row.is_urgent)
        if free:
            yield FreeTime(free[0].pk, starts_at, free[0].is_urgent)


def _first_page(days):
    """As many days as one page takes, up to the last that has a free time, and the rest."""
    with_times = [number for number, day in enumerate(days) if not day.is_full][:DAYS_ON_A_PAGE]
    if len(with_times) < DAYS_ON_A_PAGE:
        return days, []
    end = with_times[-1] + 1
    return days[:end], days[end:]


def _folded(days):
    """The days, a long run of full ones as one."""
    for is_full, run in groupby(days, lambda day: day.is_full):
        run = list(run)
        if is_full and len(run) > MOST_FULL_IN_A_ROW:
            yield Day(run[0].first, run[-1].last)
        else:
            yield from run
