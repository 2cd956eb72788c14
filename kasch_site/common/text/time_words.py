"""Times and dates as German text, for pages, the printed plan, the admin and mails."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# From Monday to Sunday.
ON_WEEKDAYS = [
    gettext_lazy("montags"),
    gettext_lazy("dienstags"),
    gettext_lazy("mittwochs"),
    gettext_lazy("donnerstags"),
    gettext_lazy("freitags"),
    gettext_lazy("samstags"),
    gettext_lazy("sonntags"),
]


def clock_time(moment) -> str:
    """Format a time: "9:30", or "9" on the full hour."""
    return f"{moment.hour}:{moment.minute:02}" if moment.minute else str(moment.hour)


def aligned_time(moment) -> str:
    """Format a time for a column of times, always with minutes: "9:00"."""
    return f"{moment.hour}:{moment.minute:02}"


def hours_in_words(opens, closes) -> str:
    """Format a range of two times: "9:30–10:30 Uhr", "10–12 Uhr"; midnight at the end is 24."""
    return _("%(start)s–%(end)s Uhr") % {"start": clock_time(opens), "end": _end_time(closes)}


def _end_time(moment):
    return "24" if (moment.hour, moment.minute) == (0, 0) else clock_time(moment)


def time_in_words(starts_at: datetime, ends_at: datetime, is_all_day: bool) -> str:
    """Format the local time of day: "9:30–10:30 Uhr", "ganztägig"."""
    if is_all_day:
        last = _last_day(ends_at)
        if last > timezone.localdate(starts_at):
            return _("ganztägig bis %(day)s") % {"day": short_day(last)}
        return _("ganztägig")
    start, end, last = timezone.localtime(starts_at), timezone.localtime(ends_at), _last_day(ends_at)
    if last == start.date():
        return hours_in_words(start, end)
    return _("%(start)s Uhr bis %(day)s, %(end)s Uhr") % {
        "start": clock_time(start),
        "day": short_day(last),
        "end": _end_time(end),
    }


def when_in_words(starts_at: datetime, ends_at: datetime, is_all_day: bool) -> str:
    """Format date and time: "Di, 24. November 2026, 9:30–10:30 Uhr"; or "24. November bis 3. Dezember 2026"."""
    first, last = timezone.localdate(starts_at), _last_day(ends_at)
    if is_all_day and last > first:
        return _("%(first)s bis %(last)s") % {"first": day_in_words(first), "last": day_in_words(last)}
    return f"{day_in_words(first)}, {time_in_words(starts_at, ends_at, is_all_day)}"


def day_in_words(day: date) -> str:
    """Format a date in full: "Di, 24. November 2026"."""
    return f"{_weekday(day)}, {day.day}. {MONTHS[day.month]} {day.year}"


def days_in_words(first: date, last: date) -> str:
    """Format one or several days: "Mi, 18. November 2026", "Do, 24.12. bis Fr, 1. Januar 2027"."""
    if first == last:
        return day_in_words(first)
    return _("%(first)s bis %(last)s") % {"first": short_day(first), "last": day_in_words(last)}


def short_day(day: date) -> str:
    """Format a date without its year, for lists: "Di, 24.11."."""
    return f"{_weekday(day)}, {day.day}.{day.month}."


def long_weekday(day: date) -> str:
    """Return the full weekday name: "Dienstag"."""
    return str(WEEKDAYS[day.weekday()])


def day_of_week_in_words(day: date) -> str:
    """Format a date with its full weekday, without a year: "Dienstag, 24. November"."""
    return f"{long_weekday(day)}, {day.day}. {MONTHS[day.month]}"


def deadline_in_words(moment: datetime, today: date) -> str:
    """Format a deadline: "Dienstag, 17 Uhr" within a week, later "Dienstag, 8. Dezember, 17 Uhr"."""
    local = timezone.localtime(moment)
    is_near = today <= local.date() < today + timedelta(days=7)
    day = long_weekday(local.date()) if is_near else day_of_week_in_words(local.date())
    return _("%(day)s, %(time)s Uhr") % {"day": day, "time": clock_time(local)}


def _weekday(day):
    return str(WEEKDAYS_ABBR[day.weekday()]).rstrip(".")


def _last_day(ends_at):
    """Return the last day of a range; an end at midnight belongs to the day before."""
    return timezone.localdate(ends_at - timedelta(microseconds=1))


def month_in_words(day: date) -> str:
    """Format a month with its year: "November 2026"."""
    return f"{MONTHS[day.month]} {day.year}"
