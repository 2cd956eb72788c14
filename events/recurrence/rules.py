"""The rule of a series as RFC 5545 has it, and the hours of its days by the clock of the house."""

from datetime import date, datetime, time, timedelta

from dateutil import rrule

from kasch_site.common import clock

_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


def rule_of(series) -> rrule.rrule:
    """The RFC 5545 rule of a series over days (naive midnights).

    It starts on the first day that fits, not on `starts_on`, so that "every two weeks" and the number of times count
    from a date that takes place (RFC 5545, 3.8.5.3: DTSTART should be in step with the rule). What began on a 29th of
    February comes back on the last day of February.
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
    """The days of the rule from `first` to `last`, both inclusive."""
    if last < max(first, series.starts_on):
        return []
    return [moment.date() for moment in rule_of(series).between(_midnight(first), _midnight(last), inc=True)]


def first_day(series) -> date | None:
    """The first day of the rule; None if it ends before there is one."""
    first = next(iter(rule_of(series)), None)
    return first.date() if first else None


def times_of(series, day: date) -> tuple[datetime, datetime]:
    """Beginning and end on a day by the clock of the house; an end not after the beginning means the next day."""
    if series.is_all_day:
        return clock.day_bounds(day)
    last_day = day if series.ends_at > series.starts_at else day + timedelta(days=1)
    start, end = clock.local(day, series.starts_at), clock.local(last_day, series.ends_at)
    if end <= start:
        # The clock skips the hour in which it begins, and the end lies just behind: it lasts as long as ever.
        end = start + (datetime.combine(last_day, series.ends_at) - datetime.combine(day, series.starts_at))
    return start, end


def _midnight(day) -> datetime:
    return datetime.combine(day, time.min)
