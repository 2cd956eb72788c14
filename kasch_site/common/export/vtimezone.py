"""Time zones as calendars want them: VTIMEZONE components (RFC 5545, section 3.6.5) made from the tz database.

The changes of the clock are written as yearly rules. Outlook reads nothing else (MS-STANOICAL 2.2.47 ignores RDATE),
and what icalendar 7 makes of a zone puts the change to summer time an hour late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby

# So many years show whether the clock changes "on the last Sunday" or "on the fourth".
_YEARS_OF_A_RULE = 7
# Somebody may have typed the year 9999: no search beyond these, a rule goes on by itself.
_MOST_YEARS, _EARLIEST, _LATEST = 20, 1970, 9990
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clock: what it showed at that moment before anybody touched it (naive), and the offsets."""

    shown: datetime
    offset_from: timedelta
    offset_to: timedelta
    name: str

    @property
    def is_to_summer_time(self):
        return self.offset_to > self.offset_from

    @property
    def counted(self):
        """The how-manieth weekday of its month it is."""
        return (self.shown.day - 1) // 7 + 1

    @property
    def is_last_in_month(self):
        return (self.shown + timedelta(days=7)).month != self.shown.month


def changes(zone, first_year: int, last_year: int) -> list[Change]:
    """Every change of the clock from the first of January of one year to the end of the other."""
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
    """The component for everything from `first_year` to `last_year`; it is shared and must not be modified."""
    from icalendar import Timezone  # 0.1 s to import, needed for calendar files alone

    first = min(max(first_year - 1, _EARLIEST), _LATEST - _YEARS_OF_A_RULE)  # a year early: its changes hold in January
    last = min(max(last_year, first + _YEARS_OF_A_RULE), first + _MOST_YEARS, _LATEST)
    found = changes(zone, first, last)
    component = Timezone()
    component.add("tzid", str(zone))
    for each, rule in _yearly(found) or _single(zone, first, found):
        component.add_component(_observance(each, rule))
    return component


def _yearly(found):
    """Each kind of change once, with its rule; an empty list where the years do not follow one rule."""
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
    """The RFC 5545 rule that makes exactly these changes, one in each year, or None."""
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
    """The clock as it is on the first of January, then change by change, without a rule."""
    start = datetime(first_year, 1, 1, tzinfo=zone)
    beginning = Change(start.replace(tzinfo=None), start.utcoffset(), start.utcoffset(), start.tzname())
    return [(change, None) for change in (beginning, *found)]


def _observance(change, rule):
    from icalendar import TimezoneDaylight, TimezoneStandard  # 0.1 s to import, needed for calendar files alone

    observance = TimezoneDaylight() if change.is_to_summer_time else TimezoneStandard()
    observance.add("dtstart", change.shown)
    observance.add("tzoffsetfrom", change.offset_from)
    observance.add("tzoffsetto", change.offset_to)
    observance.add("tzname", change.name)
    if rule:
        observance.add("rrule", rule)
    return observance


def _change_between(zone, before, after):
    """Halve the day until the second is known in which the offset changes."""
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
