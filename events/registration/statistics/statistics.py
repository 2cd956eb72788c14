"""Yearly statistics for funders: dates and attendance of each event, without names.

For the current year, only past dates are counted. Numbers are retained after names are deleted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from events.models import Occurrence, Registration
from kasch_site.common import clock


@dataclass(slots=True)
class Totals:
    """Totals of some dates: dates held, dates cancelled, attendance and registered people.

    `uncounted` is the number of dates held without an attendance figure; `came` does not include these.
    """

    dates: int = 0
    cancelled: int = 0
    came: int = 0
    signed_up: int = 0
    uncounted: int = 0

    def add(self, is_cancelled: bool, came: int | None, signed_up: int) -> None:
        """Add one date."""
        if is_cancelled:
            self.cancelled += 1
            return
        self.dates += 1
        self.signed_up += signed_up
        self.came += came or 0
        self.uncounted += came is None

    @property
    def cells(self) -> tuple[int, int, int, int, int]:
        """Return the numbers in the order of the columns."""
        return self.dates, self.cancelled, self.came, self.signed_up, self.uncounted


@dataclass(slots=True)
class YearTable:
    """The dates of a year by event, by month, by event and month, and in total.

    Events are identified by key, because titles are not unique; `titles` maps keys to titles and defines the order.
    """

    year: int
    titles: dict[int, str] = field(default_factory=dict)
    by_event: dict[int, Totals] = field(default_factory=dict)
    by_month: dict[int, Totals] = field(default_factory=dict)
    by_both: dict[tuple[int, int], Totals] = field(default_factory=dict)
    total: Totals = field(default_factory=Totals)

    @property
    def events(self) -> list[tuple[str, Totals]]:
        """Return each event with its numbers."""
        return [(title, self.by_event[key]) for key, title in self.titles.items()]

    @property
    def months(self) -> list[tuple[date, Totals]]:
        """Return each month that has dates, as its first day, with its numbers."""
        return [(date(self.year, month, 1), tally) for month, tally in sorted(self.by_month.items())]

    @property
    def rows(self) -> Iterable[tuple[str, date, Totals]]:
        """Return the numbers of each event in each month."""
        for key, title in self.titles.items():
            months = sorted(month for event, month in self.by_both if event == key)
            yield from ((title, date(self.year, month, 1), self.by_both[key, month]) for month in months)


def year_table(year: int) -> YearTable:
    """Return the statistics of a year, in two queries for any number of dates."""
    table = YearTable(year)
    dates = _dates(year)
    still_named = _with_names(dates)
    rows = dates.order_by("event__title", "event_id", "starts_at").values_list(
        "pk", "event_id", "event__title", "starts_at", "status", "head_count__came", "head_count__signed_up"
    )
    for pk, event, title, starts_at, status, came, signed_up in rows:
        table.titles[event] = title
        month = timezone.localtime(starts_at).month
        expected = still_named.get(pk, 0) if signed_up is None else signed_up
        occurrence = (status == Occurrence.Status.CANCELLED, came, expected)
        for tally in _tallies(table, event, month):
            tally.add(*occurrence)
    return table


def years() -> list[int]:
    """Return the years that have dates, current year first."""
    this = clock.today().year
    first = Occurrence.objects.first_start()
    return list(range(this, min(this, timezone.localtime(first).year if first else this) - 1, -1))


def _tallies(table, event, month):
    return (
        table.by_event.setdefault(event, Totals()),
        table.by_month.setdefault(month, Totals()),
        table.by_both.setdefault((event, month), Totals()),
        table.total,
    )


def _dates(year):
    """Return past dates of the year; dates of drafts only with an attendance figure."""
    start, end = clock.local(date(year, 1, 1)), clock.local(date(year + 1, 1, 1))
    dates = Occurrence.objects.for_statistics()
    return dates.filter(starts_at__gte=start, starts_at__lt=end, ends_at__lte=clock.now())


def _with_names(dates):
    """Return the number of booked people of those dates whose registrations are not yet deleted."""
    booked = Registration.objects.booked().filter(capacity__occurrence__in=dates.order_by().values("pk"))
    return dict(booked.order_by().values_list("capacity_id").annotate(Sum("people")))
