"""Closing the house: what falls out, in every room of the house, and calling it off; what other hours leave outside."""

from datetime import date, timedelta

from django.utils import timezone

from kasch_site.common import clock
from kasch_site.common.sections import Entry, entries, sections

from .building import building
from .opening import sessions_on


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """What is planned from today on and would be upset if the house were closed from `first` to `last` (inclusive)."""
    first = max(first, clock.today())
    if last < first:
        return []
    upset = [entry for each in sections() for entry in each.effects_of_closing(first, last)]
    return sorted(upset, key=lambda entry: (entry.starts_at, entry.title))


def close_house(first: date, last: date, reason: str) -> int:
    """Cancel what `effects_of_closing` lists; returns how much that was. Days that are over stay as they are."""
    first = max(first, clock.today())
    if last < first:
        return 0
    return sum(each.close(first, last, reason) for each in sections())


def reopen_house(today: date) -> None:
    """Let every room make its days anew, because a closing has moved or gone; what staff decided by hand stays."""
    for each in sections():
        each.daily(today)


def outside_hours(first: date, last: date) -> list[Entry]:
    """What takes place in rooms of the house from today on, on the days of the range, and not wholly while it is open.

    Days on which the house does not open at all are left out: they are the business of closing days.
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
