"""RFC 5545 rules of series, and the times of their days in local time."""

from datetime import date, datetime, time, timedelta

from dateutil import rrule

from kasch_site.common import clock

_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


def rule_of(series) -> rrule.rrule:
    """Return the RFC 5545 rule of a series over days (naive midnights).

    DTSTART is the first day that matches the rule, not `starts_on`, so that intervals and counts start from an actual
    date (RFC 5545, 3.8.5.3: DTSTART should be synchronized with the rule). A yearly series of a 29th of February
    repeats on the last day of February.
    """
    options = {"interval": series.interval, "count": series.count}
    if series.until:
        options["until"] = _midnight(series.until)
    if series.frequency == series.Frequency.MONTHLY:
        weekday = _WEEKDAYS[series.weekday](series.nth)
        start = rrule.rrule(rrule.MONTHLY, byweekday=weekday, dtstart=_midnight(series.starts_on), count=1)[0]
        return rrule.rrule(rrule.MONTHLY, byweekday=weekday, dtstart=start, **options)
    if series.frequency == series.Frequency.YEARLY:
        day = series.starts_on
        in_month = -1 if (day.month, day.day) == (2, 29) else day.day
        return rrule.rrule(rrule.YEARLY, bymonth=day.month, bymonthday=in_month, dtstart=_midnight(day), **options)
    start = series.starts_on + timedelta(days=(series.weekday - series.starts_on.weekday()) % 7)
    return rrule.rrule(rrule.WEEKLY, byweekday=_WEEKDAYS[series.weekday], dtstart=_midnight(start), **options)


def days_of(series, first: date, last: date) -> list[date]:
    """Return the days of the rule from `first` to `last`, both inclusive."""
    if last < max(first, series.starts_on):
        return []
    return [moment.date() for moment in rule_of(series).between(_midnight(first), _midnight(last), inc=True)]


def first_day(series) -> date | None:
    """Return the first day of the rule; None if it ends before there is one."""
    first = next(iter(rule_of(series)), None)
    return first.date() if first else None


def times_of(series, day: date) -> tuple[datetime, datetime]:
    """Return start and end on a day in local time; an end not after the start is on the next day."""
    if series.is_all_day:
        return clock.day_bounds(day)
    last_day = day if series.ends_at > series.starts_at else day + timedelta(days=1)
    start, end = clock.local(day, series.starts_at), clock.local(last_day, series.ends_at)
    if end <= start:
        # The start is in the hour skipped by daylight saving time and the end just after it: preserve the duration.
        end = start + (datetime.combine(last_day, series.ends_at) - datetime.combine(day, series.starts_at))
    return start, end


def _midnight(day) -> datetime:
    return datetime.combine(day, time.min)
