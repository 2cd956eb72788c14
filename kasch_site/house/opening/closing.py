"""Closing the house: cancel affected entries of all sections; find entries outside opening hours."""

from datetime import date, timedelta

from django.utils import timezone

from kasch_site.common import clock
from kasch_site.common.sections import ClosingProvider, DailyWork, Entry, entries, providers
from kasch_site.house.building import building

from .status import sessions_on


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Return the entries from today on that closing the house from `first` to `last` (inclusive) would affect."""
    first = max(first, clock.today())
    if last < first:
        return []
    upset = [entry for each in providers(ClosingProvider) for entry in each.effects_of_closing(first, last)]
    return sorted(upset, key=lambda entry: (entry.starts_at, entry.title))


def close_house(first: date, last: date, reason: str) -> int:
    """Cancel the entries of `effects_of_closing`; return their number. Past days are not changed."""
    first = max(first, clock.today())
    if last < first:
        return 0
    return sum(each.close(first, last, reason) for each in providers(ClosingProvider))


def reopen_house(today: date) -> None:
    """Regenerate the dates of all sections after a closing was moved or removed; manual decisions are preserved."""
    for each in providers(DailyWork):
        each.daily(today)


def outside_hours(first: date, last: date) -> list[Entry]:
    """Return entries in rooms of the house, from today on and within the range, that are not entirely in opening hours.

    Days on which the house is closed are left out: closing days handle them.
    """
    first = max(first, clock.today())
    if last < first:
        return []
    here, found = building(), entries(clock.local(first), clock.local(last + timedelta(days=1)))
    return [entry for entry in found if entry.room_id and not entry.is_cancelled and _is_outside(here, entry, first)]


def _is_outside(here, entry, first):
    day = timezone.localdate(entry.starts_at)
    of_the_day = sessions_on(here, day)
    if entry.all_day or day < first or not of_the_day:
        return False
    sessions = [*sessions_on(here, day - timedelta(days=1)), *of_the_day]
    return not any(opens <= entry.starts_at and entry.ends_at <= closes for opens, closes in sessions)
