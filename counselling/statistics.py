"""Statistics for funders: how many persons were advised, on what, in which language, and with which outcome.

Personal records are erased after two weeks; `keep` counts them before. A number is the sum of those counts and of the
records that still exist. All of them are rounded (`rounding`), because a small number could identify persons.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kasch_site.common import clock
from kasch_site.common.export import rounding

from .models import Booking, ConsultationCount, Topic

OUTCOMES = ConsultationCount.Outcome
_BY = {Booking.By.PERSON: OUTCOMES.CANCELLED_BY_PERSON, Booking.By.HOUSE: OUTCOMES.CANCELLED_BY_HOUSE}
_OVER = {
    Booking.State.CAME: OUTCOMES.CAME,
    Booking.State.MISSED: OUTCOMES.MISSED,
    Booking.State.BOOKED: OUTCOMES.UNKNOWN,
}
# The outcomes counted as persons advised.
ADVISED = (OUTCOMES.CAME, OUTCOMES.WALK_IN)


@dataclass(frozen=True, slots=True)
class YearNumbers:
    """The statistics of a year as rounded tables.

    `missed_rate` is the share of missed appointments among those expected, from 0 to 1; None if they were too few.
    """

    year: int
    by_month: rounding.Table
    by_outcome: rounding.Table
    months_and_outcomes: rounding.Table
    by_language: rounding.Table
    missed_rate: float | None


def year_numbers(year: int) -> YearNumbers:
    """Return the statistics of a year; makes three queries, however many bookings there are."""
    counts = _counts(year)
    topics = list(Topic.objects.values_list("pk", "name"))
    months = [date(year, month, 1) for month in range(1, 13)]
    outcomes = list(OUTCOMES)
    languages = sorted({language for _month, _topic, language, _outcome in counts} | {""})
    return YearNumbers(
        year,
        by_month=_table(counts, topics, months, lambda key: (key[1], key[0]) if key[3] in ADVISED else None),
        by_outcome=_table(counts, topics, outcomes, lambda key: (key[1], key[3])),
        months_and_outcomes=_table(counts, _named(months), outcomes, lambda key: (key[0], key[3])),
        by_language=_table(counts, _named(languages), outcomes, lambda key: (key[2], key[3])),
        missed_rate=_missed_rate(counts),
    )


def keep(bookings) -> None:
    """Add bookings to the permanent counts, in the transaction that erases them."""
    for (month, topic, language, outcome), count in _live(bookings).items():
        found, _new = ConsultationCount.objects.get_or_create(
            month=month, topic_id=topic, language=language, outcome=outcome
        )
        ConsultationCount.objects.filter(pk=found.pk).update(count=F("count") + count)


def set_walk_ins(month: date, topic: Topic, count: int) -> ConsultationCount:
    """Set the number of walk-in visitors in the month that begins on `month`; replaces the previous number."""
    found, _new = ConsultationCount.objects.update_or_create(
        month=month, topic=topic, language="", outcome=OUTCOMES.WALK_IN, defaults={"count": count}
    )
    return found


def years() -> list[int]:
    """Return the years from the first with counts to the current one, newest first."""
    this = clock.today().year
    first = ConsultationCount.objects.order_by("month").values_list("month", flat=True).first()
    return list(range(this, min(this, first.year if first else this) - 1, -1))


def outcome_of(state: str, cancelled_by: str, ends_at, now) -> str | None:
    """Return the outcome of a booking; None if it is neither cancelled nor over, or was never confirmed."""
    if state == Booking.State.CANCELLED:
        return _BY.get(cancelled_by)
    return _OVER.get(state) if ends_at <= now else None


def _counts(year) -> Counter:
    kept = ConsultationCount.objects.filter(month__year=year).values_list(
        "month", "topic", "language", "outcome", "count"
    )
    found = Counter({tuple(key): count for *key, count in kept})
    start, end = clock.local(date(year, 1, 1)), clock.local(date(year + 1, 1, 1))
    return found + _live(Booking.objects.filter(slot__starts_at__gte=start, slot__starts_at__lt=end))


def _live(bookings) -> Counter:
    now, found = clock.now(), Counter()
    rows = bookings.order_by().values_list(
        "slot__starts_at", "slot__ends_at", "topic", Coalesce("interpreter__code", Value("")), "state", "cancelled_by"
    )
    for starts_at, ends_at, topic, language, state, cancelled_by in rows:
        outcome = outcome_of(state, cancelled_by, ends_at, now)
        if outcome:
            found[timezone.localdate(starts_at).replace(day=1), topic, language, outcome] += 1
    return found


def _table(counts, rows, columns, cell_of) -> rounding.Table:
    """Return counts by row and column; `rows` are pairs of key and name, `cell_of` returns the cell of a count."""
    places = Counter()
    for key, count in counts.items():
        cell = cell_of(key)
        if cell:
            places[cell] += count
    cells = [[places[row, column] for column in columns] for row, _name in rows]
    return rounding.table([name for _row, name in rows], columns, cells)


def _missed_rate(counts):
    ended = Counter()
    for (*_key, outcome), count in counts.items():
        ended[outcome] += count
    return rounding.share(ended[OUTCOMES.MISSED], ended[OUTCOMES.CAME])


def _named(values):
    return [(value, value) for value in values]
