"""VTIMEZONE components (RFC 5545, section 3.6.5) made from the tz database.

Transitions are written as yearly rules. Outlook reads nothing else (MS-STANOICAL 2.2.47 ignores RDATE), and icalendar 7
puts the transition to summer time an hour late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby

# The number of years needed to tell "the last Sunday" from "the fourth".
_YEARS_OF_A_RULE = 7
# Limits of the search, in case of a typing error such as year 9999; a rule has no end.
_MOST_YEARS, _EARLIEST, _LATEST = 20, 1970, 9990
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Change:
    """A transition: the local time before it (naive), and the offsets before and after."""

    shown: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str

    @property
    def is_to_summer_time(self):
        """Return whether the offset increases."""
        return self.offset_to > self.offset_from

    @property
    def counted(self):
        """Return which occurrence of its weekday in the month it is, from 1."""
        return (self.shown.day - 1) // 7 + 1

    @property
    def is_last_in_month(self):
        """Return whether it is the last such weekday of its month."""
        return (self.shown + timedelta(days=7)).month != self.shown.month


def changes(zone, first_year: int, last_year: int) -> list[Change]:
    """Return all transitions from the first of January of `first_year` to the end of `last_year`."""
    found = []
    day = datetime(first_year, 1, 1, tzinfo=UTC)
    while day.year <= last_year:
        next_day = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, next_day):
            found.append(_change_between(zone, day, next_day))
        day = next_day
    return found


@lru_cache(maxsize=32)
def vtimezone(zone, first_year: int, last_year: int):
    """Return the component for `first_year` to `last_year`; it is shared and must not be modified."""
    from icalendar import Timezone  # import takes 0.1 s; only calendar files need it

    first = min(max(first_year - 1, _EARLIEST), _LATEST - _YEARS_OF_A_RULE)  # its changes hold in January
    last = min(max(last_year, first + _YEARS_OF_A_RULE), first + _MOST_YEARS, _LATEST)
    found = changes(zone, first, last)
    component = Timezone()
    component.add("tzid", str(zone))
    for each, rule in _yearly(found) or _single(zone, first, found):
        component.add_component(_observance(each, rule))
    return component


def _yearly(found):
    """Return each kind of transition once, with its rule; an empty list if the years do not follow one rule."""
    rules = []
    for _kind, same in groupby(sorted(found, key=_kind_of), key=_kind_of):
        years = list(same)
        rule = _rule_of(years)
        if rule is None:
            return []
        rules.append((years[0], rule))
    return sorted(rules, key=lambda each: each[0].shown)


def _kind_of(change):
    return change.offset_from, change.offset_to, change.name


def _rule_of(years):
    """Return the RFC 5545 rule that yields exactly these transitions, one a year, or None."""
    consecutive = [change.shown.year for change in years] == list(
        range(years[0].shown.year, years[0].shown.year + len(years))
    )
    moments = {(change.shown.month, change.shown.weekday(), change.shown.time()) for change in years}
    if len(years) < _YEARS_OF_A_RULE or not consecutive or len(moments) != 1:
        return None
    month, weekday, _time = moments.pop()
    if all(change.is_last_in_month for change in years):
        counted = -1
    elif len({change.counted for change in years}) == 1:
        counted = years[0].counted
    else:
        return None
    return {"freq": "yearly", "bymonth": month, "byday": f"{counted}{_DAYS[weekday]}"}


def _single(zone, first_year, found):
    """Return the offset on the first of January, then each transition, without a rule."""
    start = datetime(first_year, 1, 1, tzinfo=zone)
    beginning = Change(start.replace(tzinfo=None), start.utcoffset(), start.utcoffset(), start.tzname())
    return [(change, None) for change in (beginning, *found)]


def _observance(change, rule):
    from icalendar import TimezoneDaylight, TimezoneStandard  # import takes 0.1 s; only calendar files need it

    observance = TimezoneDaylight() if change.is_to_summer_time else TimezoneStandard()
    observance.add("dtstart", change.shown)
    observance.add("tzoffsetfrom", change.offset_from)
    observance.add("tzoffsetto", change.offset_to)
    observance.add("tzname", change.name)
    if rule:
        observance.add("rrule", rule)
    return observance


def _change_between(zone, before, after):
    """Find the second of the transition by bisection."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    offset = _offset(zone, before)
    return Change((after + offset).replace(tzinfo=None), offset, _offset(zone, after), after.astimezone(zone).tzname())


def _offset(zone, moment):
    return moment.astimezone(zone).utcoffset()
