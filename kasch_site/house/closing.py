"""Closing the house: what falls out, in every room of the house, and calling it off."""

from datetime import date

from kasch_site.common import clock
from kasch_site.common.rooms import Entry, rooms


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """What is planned from today on and would be upset if the house were closed from `first` to `last` (inclusive)."""
    first = max(first, clock.today())
    if last < first:
        return []
    upset = [entry for each in rooms() for entry in each.effects_of_closing(first, last)]
    return sorted(upset, key=lambda entry: (entry.starts_at, entry.title))


def close_house(first: date, last: date, reason: str) -> int:
    """Cancel what `effects_of_closing` lists; returns how much that was. Days that are over stay as they are."""
    first = max(first, clock.today())
    if last < first:
        return 0
    return sum(each.close(first, last, reason) for each in rooms())


def reopen_house(today: date) -> None:
    """Let every room make its days anew, because a closing has moved or gone; what staff decided by hand stays."""
    for each in rooms():
        each.daily(today)
