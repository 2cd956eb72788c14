"""Random months for property tests: entries of all rhythms, cancelled and changed ones, closing days and holidays."""

from datetime import date, time, timedelta

from django.utils import timezone
from hypothesis import strategies as st

from kasch_site.common import clock
from kasch_site.common.sections import Entry, Repetition, Status, UsualDate
from kasch_site.house.building import Period

LONG = "Nachbarschaftshilfekoordinationstreffenvorbereitungsgruppen"
TITLES = ("Chor", "Nähen", "Café am Samstag", LONG)
_MONTHS = st.sampled_from([date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2028, 2, 1)])
_OFTEN_WEEKLY = st.sampled_from([*[Repetition.WEEKLY] * 3, *Repetition])


@st.composite
def months(draw, most=25):
    """Return the first day of a month, its entries in order, its special periods, and the key of what leads it."""
    month = draw(_MONTHS)
    days = st.integers(0, (clock.next_month(month) - month).days - 1).map(lambda number: month + timedelta(number))
    periods = [_period(draw, days) for _number in range(draw(st.integers(0, 3)))]
    entries = [_entry(draw, number, days, periods) for number in range(draw(st.integers(0, most)))]
    entries.sort(key=lambda entry: entry.starts_at)
    leading = draw(st.sampled_from(["", *(entry.key for entry in entries)]))
    return month, entries, periods, leading


def _period(draw, days):
    first, kind = draw(days), draw(st.sampled_from(["closed", "public", "school"]))
    return Period(kind, f"Ruhe {kind}", first, first + timedelta(days=draw(st.integers(0, 9))), None, None)


def _entry(draw, number, days, periods):
    title, hours = st.sampled_from(TITLES), st.integers(8, 11)
    start = clock.local(draw(days), time(draw(hours)))
    is_changed, is_off = draw(st.integers(0, 4)) == 0, draw(st.integers(0, 4)) == 0
    reasons = st.sampled_from(["", "krank", *(period.name for period in periods)])
    return Entry(
        key=f"events:{number}",
        title=draw(title),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        url="/",
        app=draw(st.sampled_from(["events", "events", "library"])),
        changed_at=start,
        repetition=draw(_OFTEN_WEEKLY),
        usual=UsualDate(draw(title), draw(days), time(draw(hours)), time(12), "") if is_changed else None,
        status=Status.CANCELLED if is_off else Status.PLANNED,
        reason=draw(reasons) if is_off else "",
    )


def is_rest(day, periods) -> bool:
    """Return whether the house is closed on a day, or has a public holiday."""
    return any(period.kind in ("closed", "public") and period.covers(day) for period in periods)


def facts_of(entry, day=None):
    """Return title, start and day of a date, as a reader has to find them."""
    start = timezone.localtime(entry.starts_at)
    return entry.title, start.time(), day or start.date()
