"""German descriptions of series and of registration; times of day are formatted in `common.text.time_words`."""

from datetime import timedelta

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.sections import Places
from kasch_site.common.text.time_words import ON_WEEKDAYS, hours_in_words, short_day, time_in_words, when_in_words

from . import rules

__all__ = ["series_in_words", "time_in_words", "when_in_words"]

WEEK = timedelta(days=7)
_EVERY = [
    gettext_lazy("jeden Montag"),
    gettext_lazy("jeden Dienstag"),
    gettext_lazy("jeden Mittwoch"),
    gettext_lazy("jeden Donnerstag"),
    gettext_lazy("jeden Freitag"),
    gettext_lazy("jeden Samstag"),
    gettext_lazy("jeden Sonntag"),
]


class RegistrationTexts:
    """Registration and availability of a date as text, translated once for a page."""

    def __init__(self):
        self.needed, self.free = _("Anmeldung nötig"), _("noch Plätze frei")
        self.full, self.closed = _("ausgebucht – Warteliste"), _("Anmeldung geschlossen")
        self.short = {Places.FREE: self.free, Places.FULL: self.full, Places.OPEN: self.needed, Places.CLOSED: ""}
        self.long = {
            **self.short,
            Places.FREE: _("Anmeldung nötig, noch Plätze frei"),
            Places.FULL: self.needed,
            Places.CLOSED: self.closed,
        }

    def in_short(self, entry) -> str:
        """Return the most important fact, or ""."""
        if entry.places is None:
            return self.needed if entry.facts.needs_sign_up and not entry.is_cancelled else ""
        return self.short[entry.places]

    def in_words(self, entry) -> str:
        """Return all facts except that a date is full, which is shown separately; "" without any."""
        return self.in_short(entry) if entry.places is None else self.long[entry.places]


def series_in_words(series) -> str:
    """Describe a series: "jeden Dienstag, 9:30–10:30 Uhr, ab 5. Januar 2027", "jedes Jahr am 1. Mai".

    An incomplete rule (a form with an error) is described by its kind only.
    """
    if not _is_answered(series):
        return str(series.get_frequency_display())
    return ", ".join(str(part) for part in (days_in_words(series), _hours(series), _from(series), _to(series)) if part)


def days_in_words(series) -> str:
    """Describe the days of the rule: "alle 2 Wochen mittwochs", "am letzten Samstag im Monat"."""
    describe = {"weekly": _weekly, "monthly": _monthly, "yearly": _yearly}
    return describe[series.frequency](series)


def short_day_of(occurrence) -> str:
    """Return the day of a date for lists, with its year if it is not the current one: "Di, 24.11.", "Mi, 6.1.2027"."""
    return short_day_in_year(timezone.localdate(occurrence.starts_at))


def short_day_in_year(day) -> str:
    """Format a day for lists, as `short_day_of` does."""
    return short_day(day) if day.year == clock.today().year else f"{short_day(day)}{day.year}"


def _is_answered(series):
    day = {
        "weekly": series.weekday is not None,
        "monthly": series.weekday is not None and series.nth is not None,
        "yearly": True,
    }
    hours = series.is_all_day or (series.starts_at is not None and series.ends_at is not None)
    return bool(day[series.frequency] and hours and series.starts_on and series.interval)


def _weekly(series):
    if series.interval == 1:
        return str(_EVERY[series.weekday])
    return _("alle %(number)d Wochen %(weekdays)s") % {
        "number": series.interval,
        "weekdays": ON_WEEKDAYS[series.weekday],
    }


def _monthly(series):
    names = {
        "number": series.interval,
        "nth": series.get_nth_display(),
        "weekday": series.get_weekday_display(),
    }
    if series.interval == 1:
        return _("am %(nth)s %(weekday)s im Monat") % names
    if series.interval % 12 == 0:
        names |= {"month": MONTHS[_first_day(series).month], "number": series.interval // 12}
        if series.interval == 12:
            return _("jedes Jahr am %(nth)s %(weekday)s im %(month)s") % names
        return _("alle %(number)d Jahre am %(nth)s %(weekday)s im %(month)s") % names
    return _("alle %(number)d Monate am %(nth)s %(weekday)s") % names


def _yearly(series):
    start = series.starts_on
    is_leap_day = (start.month, start.day) == (2, 29)
    day = _("letzten Tag im Februar") if is_leap_day else _day_and_month(start)
    if series.interval == 1:
        return _("jedes Jahr am %(day)s") % {"day": day}
    return _("alle %(number)d Jahre am %(day)s") % {"number": series.interval, "day": day}


def _hours(series):
    return _("ganztägig") if series.is_all_day else hours_in_words(series.starts_at, series.ends_at)


def _from(series):
    """Return the first day of a series, unless it has begun or begins in the coming week."""
    first = _first_day(series)
    return _("ab %(day)s") % {"day": _full_day(first)} if first > clock.today() + WEEK else ""


def _to(series):
    if series.until:
        return _("bis %(day)s") % {"day": _full_day(series.until)}
    return _("%(number)d-mal") % {"number": series.count} if series.count else ""


def _first_day(series):
    """Return the first day of the rule, which may be months after `starts_on`; without any day, `starts_on`."""
    return rules.first_day(series) or series.starts_on


def _day_and_month(day):
    return _("%(day)d. %(month)s") % {"day": day.day, "month": MONTHS[day.month]}


def _full_day(day):
    return f"{_day_and_month(day)} {day.year}"
