"""Statistics for funders: how many persons were advised, on what, in which language, and with which outcome.

Personal records are erased after two weeks; `add_to_permanent_counts` counts them before. A number is the sum of those
counts and of the records that still exist. All of them are rounded (`rounding`), because a small number could identify
persons.
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
_OUTCOME_BY_CANCELLER = {Booking.By.PERSON: OUTCOMES.CANCELLED_BY_PERSON, Booking.By.HOUSE: OUTCOMES.CANCELLED_BY_HOUSE}
_OUTCOME_BY_STATE = {
    Booking.State.CAME: OUTCOMES.CAME,
    Booking.State.MISSED: OUTCOMES.MISSED,
    Booking.State.BOOKED: OUTCOMES.UNKNOWN,
}
# The outcomes counted as persons advised.
ADVICE_OUTCOMES = (OUTCOMES.CAME, OUTCOMES.WALK_IN)


@dataclass(frozen=True, slots=True)
class YearStatistics:
    """The statistics of a year as rounded tables.

    `missed_rate` is the share of missed appointments among those expected, from 0 to 1; None if they were too few.
    """

    year: int
    by_month: rounding.Table
    by_outcome: rounding.Table
    months_and_outcomes: rounding.Table
    by_language: rounding.Table
    missed_rate: float | None


def year_statistics(year: int) -> YearStatistics:
    """Return the statistics of a year; makes three queries, however many bookings there are."""
    counts = _counts(year)
    topics = list(Topic.objects.values_list("pk", "name"))
    months = [date(year, month, 1) for month in range(1, 13)]
    outcomes = list(OUTCOMES)
    languages = sorted({language for _month, _topic, language, _outcome in counts} | {""})
    return YearStatistics(
        year,
        by_month=_table(counts, topics, months, lambda key: (key[1], key[0]) if key[3] in ADVICE_OUTCOMES else None),
        by_outcome=_table(counts, topics, outcomes, lambda key: (key[1], key[3])),
        months_and_outcomes=_table(counts, _named_by_value(months), outcomes, lambda key: (key[0], key[3])),
        by_language=_table(counts, _named_by_value(languages), outcomes, lambda key: (key[2], key[3])),
        missed_rate=_missed_rate(counts),
    )


def add_to_permanent_counts(bookings) -> None:
    """Add bookings to the permanent counts, in the transaction that erases them."""
    for (month, topic, language, outcome), count in _count_bookings(bookings).items():
        row, _is_new = ConsultationCount.objects.get_or_create(
            month=month, topic_id=topic, language=language, outcome=outcome
        )
        ConsultationCount.objects.filter(pk=row.pk).update(count=F("count") + count)


def set_walk_ins(month: date, topic: Topic, count: int) -> ConsultationCount:
    """Set the number of walk-in visitors in the month that begins on `month`; replaces the previous number."""
    row, _is_new = ConsultationCount.objects.update_or_create(
        month=month, topic=topic, language="", outcome=OUTCOMES.WALK_IN, defaults={"count": count}
    )
    return row


def years() -> list[int]:
    """Return the years from the first with counts to the current one, newest first."""
    current_year = clock.today().year
    first = ConsultationCount.objects.order_by("month").values_list("month", flat=True).first()
    return list(range(current_year, min(current_year, first.year if first else current_year) - 1, -1))


def outcome_of(state: str, cancelled_by: str, ends_at, now) -> str | None:
    """Return the outcome of a booking; None if it is neither cancelled nor over, or was never confirmed."""
    if state == Booking.State.CANCELLED:
        return _OUTCOME_BY_CANCELLER.get(cancelled_by)
    return _OUTCOME_BY_STATE.get(state) if ends_at <= now else None


def _counts(year) -> Counter:
    permanent_counts = ConsultationCount.objects.filter(month__year=year).values_list(
        "month", "topic", "language", "outcome", "count"
    )
    counts = Counter({tuple(key): count for *key, count in permanent_counts})
    start, end = clock.local(date(year, 1, 1)), clock.local(date(year + 1, 1, 1))
    return counts + _count_bookings(Booking.objects.filter(slot__starts_at__gte=start, slot__starts_at__lt=end))


def _count_bookings(bookings) -> Counter:
    now, counts = clock.now(), Counter()
    rows = bookings.order_by().values_list(
        "slot__starts_at", "slot__ends_at", "topic", Coalesce("interpreter__code", Value("")), "state", "cancelled_by"
    )
    for starts_at, ends_at, topic, language, state, cancelled_by in rows:
        outcome = outcome_of(state, cancelled_by, ends_at, now)
        if outcome:
            counts[timezone.localdate(starts_at).replace(day=1), topic, language, outcome] += 1
    return counts


def _table(counts, rows, columns, cell_of) -> rounding.Table:
    """Return counts by row and column; `rows` are pairs of key and name, `cell_of` returns the cell of a count."""
    cell_counts = Counter()
    for key, count in counts.items():
        cell = cell_of(key)
        if cell:
            cell_counts[cell] += count
    cells = [[cell_counts[row, column] for column in columns] for row, _name in rows]
    return rounding.table([name for _row, name in rows], columns, cells)


def _missed_rate(counts):
    by_outcome = Counter()
    for (*_key, outcome), count in counts.items():
        by_outcome[outcome] += count
    return rounding.share(by_outcome[OUTCOMES.MISSED], by_outcome[OUTCOMES.CAME])


def _named_by_value(values):
    return [(value, value) for value in values]
