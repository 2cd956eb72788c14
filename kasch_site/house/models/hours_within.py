"""Whether the hours of a section lie within those of the house, for all periods of validity.

Works on records with the attributes of `OpeningHours`, so that the model itself can ask.
"""

from collections.abc import Iterable
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60


def first_day_outside(section_hours, house_hours: Iterable, today: date) -> date | None:
    """Return the first day from today on when the section would open while the house is closed; None if there is none.

    A house without any hours sets no bounds.
    """
    house = list(house_hours)
    if not house:
        return None
    return next(
        (day for day in _days_of_change(section_hours, house, today) if not _is_within(section_hours, house, day)), None
    )


def _days_of_change(section_hours, house, today):
    """Return the first day of each period in which the same hours are valid, on the weekday of the section."""
    starts = {today, section_hours.valid_from or today}
    starts |= {hours.valid_from for hours in house if hours.valid_from}
    starts |= {hours.valid_until + _ONE_DAY for hours in house if hours.valid_until and hours.valid_until < date.max}
    weekdays = {start + (section_hours.weekday - start.weekday()) % 7 * _ONE_DAY for start in starts if start >= today}
    return [day for day in sorted(weekdays) if _is_valid_on(section_hours, day)]


def _is_within(section_hours, house, day):
    """Return whether the hours of the house on that day, joined, contain those of the section."""
    reached, end = _minutes(section_hours.opens), _end(section_hours)
    todays = [hours for hours in house if hours.weekday == section_hours.weekday and _is_valid_on(hours, day)]
    for hours in sorted(todays, key=lambda hours: hours.opens):
        if _minutes(hours.opens) <= reached:
            reached = max(reached, _end(hours))
    return reached >= end


def _is_valid_on(hours, day):
    return (hours.valid_from is None or hours.valid_from <= day) and (
        hours.valid_until is None or day <= hours.valid_until
    )


def _end(hours):
    """Return when it closes, in minutes after midnight; the next day counts on."""
    end = _minutes(hours.closes)
    return end if end > _minutes(hours.opens) else end + _MIDNIGHT


def _minutes(moment):
    return moment.hour * 60 + moment.minute
