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
from kasch_site.house.models import Language

from .spoken_languages import languages_by_counsellor

DAYS_ON_A_PAGE = 6
# Up to this many consecutive full days are shown separately; more are merged into one line.
MAX_FULL_IN_A_ROW = 2
_CHUNK_SIZE = 100


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A free start time; `slot` is the primary key of one of its slots."""

    slot: int
    starts_at: datetime
    is_urgent: bool
    languages: tuple[Language, ...] = ()  # that the counsellor of the slot speaks


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


def earliest_bookable_start(topic: Topic, now: datetime) -> datetime:
    """Return the earliest start that can be booked now; bookings close some time before the start."""
    return now + timedelta(hours=topic.booking_closes_hours_before)


def free_times(topic: Topic, first_day: date | None = None, *, urgent: bool = False, language: str = "") -> FreeTimes:
    """Return the days from `first_day` on with their free slots, including fully booked days.

    With a language code, only the slots of counsellors who speak it. Slots at the same time are merged if their
    counsellors speak the same languages.
    """
    now = clock.now()
    start = earliest_bookable_start(topic, now)
    if first_day is not None:
        start = max(start, clock.day_bounds(first_day)[0])
    slots = _slots(topic, start)
    if language:
        slots = slots.filter(counsellor__languages__code=language)
    shown = slots if urgent else slots.not_urgent()
    days_with_free_slots = _days(shown, now, languages_by_counsellor())
    page = list(islice(days_with_free_slots, DAYS_ON_A_PAGE))
    end = clock.day_bounds(page[-1].first)[1] if len(page) == DAYS_ON_A_PAGE else None
    urgent_slots = slots.urgent()
    has_free_urgent = urgent_slots.free(now).exists()
    return FreeTimes(
        tuple(_merge_full_days(_add_full_days(page, shown.not_free(now), end))),
        later=_first_day(shown.filter(starts_at__gte=end)) if next(days_with_free_slots, None) else None,
        has_urgent=has_free_urgent or urgent_slots.exists(),
        has_free_urgent=has_free_urgent,
    )


def next_free(topic: Topic, count: int = 3, *, urgent: bool = False, by_language: bool = False) -> list[FreeTime]:
    """Return the next free start times, without duplicates; with `by_language` once for each set of languages."""
    now = clock.now()
    slots = _slots(topic, earliest_bookable_start(topic, now))
    languages = languages_by_counsellor() if by_language else {}
    return list(islice(_times(slots if urgent else slots.not_urgent(), now, languages), count))


def first_free(topics: Iterable[Topic]) -> dict[int, datetime]:
    """Return the start of the next free slot by topic primary key; topics without a free slot are omitted."""
    now, topics = clock.now(), list(topics)
    if not topics:
        return {}
    opens = Case(*(When(topic=topic.pk, then=Value(earliest_bookable_start(topic, now))) for topic in topics))
    free_slots = (
        Slot.objects.free(now).not_urgent().filter(rule=OuterRef("schedulerule"), starts_at__gte=OuterRef("opens"))
    )
    first = Subquery(free_slots.order_by("starts_at").values("starts_at")[:1])
    topics_of_rules = ScheduleRule.topics.through.objects.filter(topic__in=topics).annotate(opens=opens, first=first)
    starts = sorted((first, topic) for topic, first in topics_of_rules.values_list("topic", "first") if first)
    # Of a topic with several schedule rules the earliest start is written last.
    return {topic: first for first, topic in reversed(starts)}


def free_slots_at_same_time(slot: int, topic: Topic) -> list[int]:
    """Return primary keys of other free slots at the same time and in the same languages, in case this one is taken."""
    now = clock.now()
    slot_row = Slot.objects.for_topic(topic).filter(pk=slot).only("starts_at", "is_urgent", "counsellor_id").first()
    if slot_row is None:
        return []
    alternatives = (
        Slot.objects.for_topic(topic).free(now).filter(starts_at=slot_row.starts_at, is_urgent=slot_row.is_urgent)
    )
    languages = languages_by_counsellor()
    wanted = set(languages.get(slot_row.counsellor_id, ()))
    rows = alternatives.exclude(pk=slot).order_by("pk").values_list("pk", "counsellor_id")
    return [pk for pk, counsellor in rows if wanted <= set(languages.get(counsellor, ()))]


def _slots(topic, start):
    return Slot.objects.for_topic(topic).filter(starts_at__gte=start).taking_place()


def _times(slots, now, languages) -> Iterator[FreeTime]:
    """Yield the free start times in order, each once for the same languages; slots are read lazily."""
    fields = ("pk", "starts_at", "is_urgent", "counsellor_id")
    free = slots.free(now).order_by("starts_at", "is_urgent", "pk").values_list(*fields)
    for starts_at, rows in groupby(free.iterator(chunk_size=_CHUNK_SIZE), lambda row: row[1]):
        times: dict[tuple[Language, ...], FreeTime] = {}
        for pk, _start, is_urgent, counsellor in rows:  # one that is free for everybody is preferred to an urgent one
            spoken = languages.get(counsellor, ())
            times.setdefault(spoken, FreeTime(pk, starts_at, is_urgent, spoken))
        yield from times.values()


def _days(slots, now, languages) -> Iterator[Day]:
    """Yield the days with free slots in order; slots are read lazily."""
    for day, times in groupby(_times(slots, now, languages), lambda time: timezone.localdate(time.starts_at)):
        yield Day(day, day, tuple(times))


def _add_full_days(days, taken, end):
    """Return the days, in order, together with those that have taken slots only, up to `end`."""
    if end is not None:
        taken = taken.filter(starts_at__lt=end)
    days_by_date = {day.first: day for day in days}
    full_dates = {moment.date() for moment in taken.datetimes("starts_at", "day")}
    return [days_by_date.get(day) or Day(day, day) for day in sorted(full_dates | days_by_date.keys())]


def _first_day(slots) -> date:
    return timezone.localdate(slots.order_by("starts_at").values_list("starts_at", flat=True).first())


def _merge_full_days(days):
    """Return the days with long runs of full days merged into one."""
    for is_full, same_days in groupby(days, lambda day: day.is_full):
        same_days = list(same_days)
        if is_full and len(same_days) > MAX_FULL_IN_A_ROW:
            yield Day(same_days[0].first, same_days[-1].last)
        else:
            yield from same_days
