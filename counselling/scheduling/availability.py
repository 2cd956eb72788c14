"""Read which slots are free: by day for the page that offers a choice, the next few elsewhere.

The number of queries is the same however many counsellors and bookings there are, and no more free slots are read than
are shown, however far ahead there are some. Slots of several counsellors at the same time are merged into one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.utils import timezone

from counselling.models import ScheduleRule, Slot, Topic
from kasch_site.common import clock

DAYS_ON_A_PAGE = 6
# Up to this many consecutive full days are shown separately; more are merged into one line.
MAX_FULL_IN_A_ROW = 2
_READ_AT_ONCE = 100


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

    @property
    def times(self) -> Iterator[FreeTime]:
        """Return the start times of the page in order."""
        return (time for day in self.days for time in day.times)


def opens_at(topic: Topic, now: datetime) -> datetime:
    """Return the earliest start that can still be booked; bookings close some time before."""
    return now + timedelta(hours=topic.booking_closes_hours_before)


def free_times(topic: Topic, first_day: date | None = None, *, urgent: bool = False) -> FreeTimes:
    """Return the days from `first_day` on with their free slots, including fully booked days."""
    now = clock.now()
    start = opens_at(topic, now)
    if first_day is not None:
        start = max(start, clock.day_bounds(first_day)[0])
    slots = _slots(topic, start)
    shown = slots if urgent else slots.not_urgent()
    coming = _days(shown, now)
    page = list(islice(coming, DAYS_ON_A_PAGE))
    end = clock.day_bounds(page[-1].first)[1] if len(page) == DAYS_ON_A_PAGE else None
    kept_back = slots.urgent()
    has_free_urgent = kept_back.free(now).exists()
    return FreeTimes(
        tuple(_folded(_with_full_days(page, shown.not_free(now), end))),
        later=_first_day(shown.filter(starts_at__gte=end)) if next(coming, None) else None,
        has_urgent=has_free_urgent or kept_back.exists(),
        has_free_urgent=has_free_urgent,
    )


def next_free(topic: Topic, count: int = 3, *, urgent: bool = False) -> list[FreeTime]:
    """Return the next free start times, without duplicates."""
    now = clock.now()
    slots = _slots(topic, opens_at(topic, now))
    return list(islice(_times(slots if urgent else slots.not_urgent(), now), count))


def first_free(topics: Iterable[Topic]) -> dict[int, datetime]:
    """Return the start of the next free slot by topic primary key; topics without a free slot are omitted."""
    now, topics = clock.now(), list(topics)
    if not topics:
        return {}
    opens = Case(*(When(topic=topic.pk, then=Value(opens_at(topic, now))) for topic in topics))
    coming = Slot.objects.free(now).not_urgent().filter(rule=OuterRef("schedulerule"), starts_at__gte=OuterRef("opens"))
    first = Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    covered = ScheduleRule.topics.through.objects.filter(topic__in=topics).annotate(opens=opens, first=first)
    starts = sorted((first, topic) for topic, first in covered.values_list("topic", "first") if first)
    # Of a topic with several schedule rules the earliest start is written last.
    return {topic: first for first, topic in reversed(starts)}


def others_at_that_time(slot: int, topic: Topic) -> list[int]:
    """Return primary keys of other free slots at the same time, as substitutes if this one was just taken."""
    now = clock.now()
    chosen = Slot.objects.for_topic(topic).filter(pk=slot).only("starts_at", "is_urgent").first()
    if chosen is None:
        return []
    same = Slot.objects.for_topic(topic).free(now).filter(starts_at=chosen.starts_at, is_urgent=chosen.is_urgent)
    return list(same.exclude(pk=slot).order_by("pk").values_list("pk", flat=True))


def _slots(topic, start):
    return Slot.objects.for_topic(topic).filter(starts_at__gte=start).taking_place()


def _times(slots, now) -> Iterator[FreeTime]:
    """Return the free start times in order, each once; reads slots as they are asked for."""
    free = slots.free(now).order_by("starts_at", "is_urgent", "pk").values_list("pk", "starts_at", "is_urgent")
    for starts_at, same in groupby(free.iterator(chunk_size=_READ_AT_ONCE), lambda row: row[1]):
        pk, _start, is_urgent = next(same)  # one that is free for everybody is preferred to an urgent one
        yield FreeTime(pk, starts_at, is_urgent)


def _days(slots, now) -> Iterator[Day]:
    """Return the days with free slots in order; reads slots as they are asked for."""
    for day, times in groupby(_times(slots, now), lambda time: timezone.localdate(time.starts_at)):
        yield Day(day, day, tuple(times))


def _with_full_days(days, taken, end):
    """Return the days, in order, together with those that have taken slots only, up to `end`."""
    if end is not None:
        taken = taken.filter(starts_at__lt=end)
    known = {day.first: day for day in days}
    full = {moment.date() for moment in taken.datetimes("starts_at", "day")}
    return [known.get(day) or Day(day, day) for day in sorted(full | known.keys())]


def _first_day(slots) -> date:
    return timezone.localdate(slots.order_by("starts_at").values_list("starts_at", flat=True).first())


def _folded(days):
    """Return the days with long runs of full days merged into one."""
    for is_full, run in groupby(days, lambda day: day.is_full):
        run = list(run)
        if is_full and len(run) > MAX_FULL_IN_A_ROW:
            yield Day(run[0].first, run[-1].last)
        else:
            yield from run
