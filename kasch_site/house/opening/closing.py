"""Closing the house: cancel affected entries of all sections; find entries outside opening hours."""

from datetime import date, timedelta

from django.utils import timezone

from kasch_site.common import clock
from kasch_site.common.sections import ClosingProvider, DailyWork, Entry, entries, providers
from kasch_site.house.building import building

from .status import open_periods_on


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Return the entries from today on that closing the house from `first` to `last` (inclusive) would affect."""
    first = max(first, clock.today())
    if last < first:
        return []
    affected = [entry for provider in providers(ClosingProvider) for entry in provider.effects_of_closing(first, last)]
    return sorted(affected, key=lambda entry: (entry.starts_at, entry.title))


def close_house(first: date, last: date, reason: str) -> int:
    """Cancel the entries of `effects_of_closing`; return their number. Past days are not changed."""
    first = max(first, clock.today())
    if last < first:
        return 0
    return sum(provider.close(first, last, reason) for provider in providers(ClosingProvider))


def reopen_house(today: date) -> None:
    """Regenerate the dates of all sections after a closing was moved or removed; manual decisions are preserved."""
    for provider in providers(DailyWork):
        provider.daily(today)


def outside_hours(first: date, last: date) -> list[Entry]:
    """Return entries in rooms of the house, from today on and within the range, that are not entirely in opening hours.

    Days on which the house is closed are left out: closing days handle them.
    """
    first = max(first, clock.today())
    if last < first:
        return []
    records, candidates = building(), entries(clock.local(first), clock.local(last + timedelta(days=1)))
    return [
        entry for entry in candidates if entry.room_id and not entry.is_cancelled and _is_outside(records, entry, first)
    ]


def _is_outside(records, entry, first):
    day = timezone.localdate(entry.starts_at)
    todays_open_periods = open_periods_on(records, day)
    if entry.all_day or day < first or not todays_open_periods:
        return False
    open_periods = [*open_periods_on(records, day - timedelta(days=1)), *todays_open_periods]
    return not any(opens <= entry.starts_at and entry.ends_at <= closes for opens, closes in open_periods)
