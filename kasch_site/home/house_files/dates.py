"""Write when events take place, counted from the day of loading.

Series fill the whole time; what happens once is a number of weeks ahead, never on a holiday or a closing day. Events
"on days of rest" take place on exactly those days, so that no day is empty.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from events.models import OnSpecialDay, Series
from events.planning.highlights import set_highlight
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod

from .reading import days


@dataclass(frozen=True)
class Span:
    """The time to fill with dates, and its public holidays and closing days."""

    today: date
    first: date
    last: date
    non_working_days: frozenset[date]


def write(today, rules):
    """Write the dates of events, from last month to 18 months ahead; `rules` are pairs of an event and its records."""
    span, leading_events = span_around(today), []
    for event, rows in rules:
        for row in rows:
            _WRITE[row.choice("how", _WRITE)](row, event, span)
            leading_events += [event] if row.flag("leads_month", False) else []
    # Dates are generated for the future only, so past ones are generated as of the first day.
    make_dates(span.first)
    make_dates(today)
    for event in leading_events:
        _lead_months(event)


def _lead_months(event):
    """Let each date of an event lead its month."""
    for occurrence in event.occurrences.planned():
        set_highlight(timezone.localdate(occurrence.starts_at).replace(day=1), occurrence)


def span_around(today: date) -> Span:
    """Return the time to fill, with the days of rest that are recorded in it."""
    first, last = days.first_day(today), days.last_day(today)
    closing_kinds = [SpecialPeriod.Kind.PUBLIC_HOLIDAY, SpecialPeriod.Kind.CLOSED]
    closed_days = set()
    for period in SpecialPeriod.objects.between(first, last).filter(kind__in=closing_kinds):
        length = (period.last_day - period.first_day).days
        closed_days.update(period.first_day + timedelta(days=number) for number in range(length + 1))
    return Span(today, first, last, frozenset(day for day in closed_days if first <= day <= last))


def _weekly(row, event, span):
    first = row.day("first", span.today, _first_day_of_series(span))
    months = row.number("months", None)
    until = first + relativedelta(months=months) if months else row.day("until", span.today, None)
    values = {
        "weekday": row.weekday("weekday"),
        "starts_on": first,
        "until": until,
        "count": row.number("count", None),
    }
    _save_series(row, event, Series.Frequency.WEEKLY, **values)


def _monthly(row, event, span):
    first = _first_day_of_series(span, row.number("month", 1))
    values = {"weekday": row.weekday("weekday"), "nth": row.number("nth", minimum=-1), "starts_on": first}
    _save_series(row, event, Series.Frequency.MONTHLY, **values)


def _yearly(row, event, span):
    values = {"starts_on": _first_day_of_series(span, *row.day_of_year("date"))}
    values["on_public_holidays"] = row.choice("on_public_holidays", OnSpecialDay, OnSpecialDay.KEEP)
    _save_series(row, event, Series.Frequency.YEARLY, **values)


def _first_day_of_series(span, month=1, day=1):
    """Return the first day of a series that has begun in the year before the dates that are made."""
    return date(span.first.year - 1, month, day)


def _save_series(row, event, frequency, **values):
    begin, end = row.times("time")
    series = Series(event=event, frequency=frequency, starts_at=begin, ends_at=end, interval=row.number("every", 1))
    for key in ("on_public_holidays", "on_school_holidays", "on_closing_days"):
        setattr(series, key, row.choice(key, OnSpecialDay, getattr(series, key)))
    for key, value in values.items():
        setattr(series, key, value)
    row.save(series)


def _single(row, event, span):
    _add(row, event, row.day("day", span.today, excluded=span.non_working_days))


def _all_day(row, event, span):
    first, length = row.day("first", span.today), timedelta(weeks=row.number("weeks"))
    interval = row.number("every", None)
    while first <= span.last:
        with row.errors_at("weeks"):
            add_date(event, clock.local(first), clock.local(first + length), is_all_day=True)
        first = first + timedelta(weeks=interval) if interval else date.max


def _on_non_working_days(row, event, span):
    dates, weekdays = row.days_of_year("but_dates"), row.choices("but_weekdays", days.WEEKDAYS)
    for day in sorted(span.non_working_days):
        if (day.month, day.day) not in dates and days.WEEKDAYS[day.weekday()] not in weekdays:
            _add(row, event, day)


def _add(row, event, day):
    begin, end = row.times("time")
    with row.errors_at("time"):
        add_date(event, clock.local(day, begin), clock.local(day, end))


_WRITE = {
    "weekly": _weekly,
    "monthly": _monthly,
    "yearly": _yearly,
    "once": _single,
    "all day": _all_day,
    "on days of rest": _on_non_working_days,
}
