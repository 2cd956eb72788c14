"""Whether the house is open: handles public holidays, closing days, exact boundaries, and hours past midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS_ALT
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.sections import Entry
from kasch_site.common.text.time_words import clock_time, long_weekday
from kasch_site.house.building import Building, building

ONE_DAY = timedelta(days=1)
# The search limit: a later opening is of no use to visitors, and a house that never opens must not loop for ever.
LOOK_AHEAD = 120
MAX_REASON_LENGTH = 45


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Whether the house is open at a moment, and its message ("Heute geöffnet bis 18 Uhr")."""

    is_open: bool
    text: str


def open_now(now: datetime) -> OpenNow:
    """Return the opening state at an aware moment, from the house's records.

    Intervals are half-open: the house is open in the minute of opening and closed in the minute of closing. The message
    is empty if no hours are recorded.
    """
    records = building()
    if not records.has_hours:
        return OpenNow(False, "")
    # Compared in UTC: Python compares two datetimes of one zone by local time, which repeats an hour in autumn.
    now = now.astimezone(UTC)
    closes = _closes(records, now)
    if closes is not None:
        return OpenNow(True, _open_sentence(timezone.localdate(now), closes))
    return OpenNow(False, _closed_sentence(records, now))


def is_running(entry: Entry, now: datetime) -> bool:
    """Return whether an entry takes place at `now`: all day in the house means in its opening hours."""
    if not entry.runs_at(now):
        return False
    needs_open_house = entry.all_day and not entry.is_elsewhere and building().has_hours
    return not needs_open_house or open_now(now).is_open


def is_section_open(section: str, now: datetime) -> bool:
    """Return whether a section is open at an aware moment, by its own hours or those of the house."""
    records, day = building(), timezone.localdate(now)
    nearby = open_periods_on(records, day - ONE_DAY, section) + open_periods_on(records, day, section)
    return any(opens <= now < closes for opens, closes in nearby)


def open_periods_on(records: Building, day: date, section: str = "") -> list[tuple[datetime, datetime]]:
    """Return the intervals [opening, closing) that begin on the day, in UTC; they may end after midnight.

    They are those of the house, or of a section.

    Times that are skipped or occur twice are resolved by `clock.local`; intervals that become empty are left out.
    """
    intervals = []
    for opens, closes in records.section_hours_on(section, day):
        start = clock.local(day, opens).astimezone(UTC)
        end = clock.local(day if closes > opens else day + ONE_DAY, closes).astimezone(UTC)
        if start < end:
            intervals.append((start, end))
    return sorted(intervals)


def _closes(records, now):
    """Return when the house, open now, closes, or None; touching or overlapping hours are merged."""
    end = now
    for _step in range(LOOK_AHEAD):
        day = timezone.localdate(end)
        nearby = open_periods_on(records, day - ONE_DAY) + open_periods_on(records, day)
        later = max((closes for opens, closes in nearby if opens <= end < closes), default=end)
        if later == end:
            break
        end = later
    return None if end == now else end


def _next_opening(records, now):
    """Return the first opening after `now`, or None within the search limit."""
    today = timezone.localdate(now)
    for ahead in range(LOOK_AHEAD):
        for opens, _end in open_periods_on(records, today + ahead * ONE_DAY):
            if opens > now:
                return opens
    return None


def _open_sentence(today, end):
    closes = timezone.localtime(end)
    last_day = timezone.localdate(end - timedelta(microseconds=1))
    if last_day == today:
        time = "24" if closes.date() > today else clock_time(closes)
        return _("Heute geöffnet bis %(time)s Uhr") % {"time": time}
    if last_day > today + ONE_DAY:
        return _("Durchgehend geöffnet")
    if closes.hour < 6 and closes.date() == last_day:
        return _("Heute geöffnet bis %(time)s Uhr nachts") % {"time": clock_time(closes)}
    time = "24" if closes.date() > last_day else clock_time(closes)
    return _("Geöffnet bis morgen, %(time)s Uhr") % {"time": time}


def _closed_sentence(records, now):
    today = timezone.localdate(now)
    closed = _closed_in_words(records, today)
    moment = _next_opening(records, now)
    if moment is None:
        return closed
    opens = timezone.localtime(moment)
    if opens.date() == today:
        return _("Öffnet heute um %(time)s Uhr") % {"time": clock_time(opens)}
    return _("%(closed)s. Öffnet %(opening)s") % {"closed": closed, "opening": _opening_in_words(today, opens)}


def _closed_in_words(records, today):
    """Return "Heute geschlossen: Neujahr"; a reason too long for one line is left to the contact page."""
    reason = records.closing_reason(today).rstrip(". ")
    if not reason:
        return _("Geschlossen")
    # The reason is in the language of the site.
    if len(reason) > MAX_REASON_LENGTH or get_language() != settings.LANGUAGE_CODE:
        return _("Heute geschlossen")
    return _("Heute geschlossen: %(reason)s") % {"reason": reason}


def _opening_in_words(today, opens):
    """Return "morgen um 9 Uhr", "am Montag um 9 Uhr" or "am 3. März um 9 Uhr"."""
    values = {"time": clock_time(opens)}
    away = (opens.date() - today).days
    if away <= 1:
        return _("morgen um %(time)s Uhr") % values
    if away < 7:
        return _("am %(weekday)s um %(time)s Uhr") % {**values, "weekday": long_weekday(opens)}
    day = {"day": opens.day, "month": MONTHS_ALT[opens.month]}
    return _("am %(day)s. %(month)s um %(time)s Uhr") % {**values, **day}
