"""Records of printed plans, and changes since then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from events.models import PrintedPlan
from kasch_site.common import clock, sections
from kasch_site.common.caching.versions import per_version
from kasch_site.common.sections import Entry

from .comparison import Difference, Row, differences

# Moved entries are searched for in this number of following months, and in the previous one.
_MONTHS_AFTER = 3


@dataclass(frozen=True, slots=True)
class ChangesSincePrint:
    """Changes since the plan of a month was printed, and the current entries by key."""

    printed_at: datetime
    differences: list[Difference]
    entries: dict[str, Entry]

    def __bool__(self):
        return bool(self.differences)


def mark_printed(month: date) -> PrintedPlan:
    """Record the current plan of the month as printed. Reprinting an unchanged plan does not add an edition."""
    rows = [Row.of(entry).as_json() for entry in sections.entries(*clock.month_bounds(month.year, month.month))]
    last = last_edition(month)
    if last is None or last.rows != rows:
        return PrintedPlan.objects.create(year=month.year, month=month.month, made_at=clock.now(), rows=rows)
    last.made_at = clock.now()
    last.save(update_fields=["made_at"])
    return last


def last_edition(month: date) -> PrintedPlan | None:
    """Return the latest edition of that month."""
    return PrintedPlan.objects.of(month).first()


def since_print(month: date) -> ChangesSincePrint | None:
    """Return the changes since the last printed plan; None if that month was never printed."""
    if (month.year, month.month) not in _printed_months():
        return None
    edition = last_edition(month)
    if edition is None:
        return None
    printed = [Row.from_json(stored) for stored in edition.rows]
    entries = {entry.key: entry for entry in sections.entries(*clock.month_bounds(month.year, month.month))}
    missing = {row.key for row in printed} - entries.keys()
    if missing:
        entries |= {entry.key: entry for entry in _neighbouring_entries(month) if entry.key in missing}
    changed = differences(printed, map(Row.of, entries.values()))
    return ChangesSincePrint(edition.made_at, [each for each in changed if each.is_relevant], entries)


def printed_months() -> list[date]:
    """Return the first days of the months whose plan was printed, in order."""
    return [date(year, month, 1) for year, month in sorted(_printed_months())]


@per_version("planning")
def _printed_months() -> frozenset[tuple[int, int]]:
    """Return the printed months, cached until a plan is printed: every month page needs them."""
    return frozenset(PrintedPlan.objects.order_by().values_list("year", "month").distinct())


def _neighbouring_entries(month):
    """Return the entries of the months around this one, excluding this one."""
    later = [clock.next_month(month)]
    while len(later) < _MONTHS_AFTER:
        later.append(clock.next_month(later[-1]))
    first, end = clock.previous_month(month), clock.next_month(later[-1])
    return chain(
        sections.entries(clock.local(first), clock.local(month)),
        sections.entries(clock.local(later[0]), clock.local(end)),
    )
