"""The free times of a topic at the desk: a week or a day from any day on, urgent ones included."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.utils import timezone

from counselling.models import Counsellor, Slot, Topic
from kasch_site.common import clock

WEEK = 7


@dataclass(frozen=True, slots=True)
class DeskTimes:
    """The free slots from `first` on, of `days` days; `next_day` is the first day with a free slot after them.

    `is_all_taken`: the topic has no free slot, on whichever day.
    """

    first: date
    days: int
    slots: list[Slot]
    next_day: date | None
    is_all_taken: bool = False

    @property
    def last(self) -> date:
        """Return the last day shown."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def is_one_day(self) -> bool:
        """Return whether a single day is shown."""
        return self.days == 1

    @property
    def by_day(self) -> list[tuple[date, list[Slot]]]:
        """Return the days that have free slots, with these."""
        return [(day, list(slots)) for day, slots in groupby(self.slots, lambda slot: _day_of(slot.starts_at))]

    @property
    def earlier(self) -> str:
        """Return the query of the days before; "" if they are over."""
        before = self.first - timedelta(days=self.days)
        return self._query(max(before, clock.today())) if self.first > clock.today() else ""

    @property
    def later(self) -> str:
        """Return the query of the days after; "" at the end of the calendar."""
        after = self.first + timedelta(days=self.days)
        return self._query(after) if after <= clock.LAST_DAY else ""

    @property
    def next_free(self) -> str:
        """Return the query of the next days with a free slot; "" if there is none."""
        return self._query(self.next_day) if self.next_day else ""

    def _query(self, first):
        return urlencode({"ab": first.isoformat()} | ({"tage": 1} if self.is_one_day else {}))


def desk_times(topic: Topic, query, counsellor: Counsellor | None = None) -> DeskTimes:
    """Return the free slots for the parameters of a query, of all counsellors or of one.

    `ab` is the first day, `tage=1` selects a single one. Without a first day, the week begins with the first day that
    has a free slot.
    """
    days = 1 if query.get("tage") == "1" else WEEK
    first = parse_day(query.get("ab"))
    if first is None:
        first = _first_free_day(topic, clock.today(), counsellor) or clock.today()
    slots = list(_free(topic, first, first + timedelta(days=days), counsellor))
    next_day = _first_free_day(topic, first + timedelta(days=days), counsellor)
    is_all_taken = not slots and not next_day and _first_free_day(topic, clock.today(), counsellor) is None
    return DeskTimes(first, days, slots, next_day, is_all_taken)


def upcoming(topic: Topic, count: int) -> list[Slot]:
    """Return the next free slots."""
    return list(_free(topic, clock.today())[:count])


def parse_day(text: str | None) -> date | None:
    """Parse a day from a query; return None if it is missing, invalid, over or too far ahead."""
    day = clock.parse_day(text)
    return day if day and clock.today() <= day <= clock.LAST_DAY - timedelta(days=WEEK) else None


def _free(topic, first, end=None, counsellor=None) -> Iterator[Slot]:
    now = clock.now()
    free = Slot.objects.free(now).for_topic(topic).filter(starts_at__gt=max(now, clock.day_bounds(first)[0])).distinct()
    if end is not None:
        free = free.filter(starts_at__lt=clock.day_bounds(end)[0])
    if counsellor is not None:
        free = free.filter(counsellor=counsellor)
    free = free.select_related("counsellor", "room").prefetch_related("counsellor__languages")
    return free.order_by("starts_at", "pk")


def _first_free_day(topic, first, counsellor) -> date | None:
    start = _free(topic, first, counsellor=counsellor).values_list("starts_at", flat=True).first()
    return _day_of(start) if start else None


def _day_of(moment):
    return timezone.localdate(moment)
