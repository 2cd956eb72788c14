"""The calendar as data: its range, the weeks of a month, and the days of entries."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.calendar.months import CalendarRange, lines_by_day, month_grid
from events.calendar.notes import notes_on, periods_overlapping
from kasch_site.common.sections import Entry, Status
from kasch_site.house.building import Period

BERLIN = ZoneInfo("Europe/Berlin")
REACH = CalendarRange.of(date(2026, 9, 24), date(2028, 5, 31))
months = st.dates(date(1990, 1, 1), date(2090, 12, 1)).map(lambda day: day.replace(day=1))


def moment(day, at="10:00"):
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), tzinfo=BERLIN)


def entry(start, end, title="Treff", **fields):
    return Entry("x:1", title, start, end, "/x/", "toys", changed_at=start, **fields)


def period(kind, first, last=None, name="Ferien", opens=None, closes=None):
    return Period(kind, name, date.fromisoformat(first), date.fromisoformat(last or first), opens, closes)


def grid(month, entries=(), periods=(), today=date(2026, 11, 24)):
    return month_grid(month, entries, periods, today=today, zone=BERLIN, address="/veranstaltungen/")


def cells(weeks):
    """Return the days of the month, by number."""
    return {int(day.number): day for week in weeks for day in week if day.css != "out"}


@given(months)
def test_a_month_has_whole_weeks_from_monday_with_each_day_once(month):
    weeks = grid(month)
    assert all(len(week) == 7 for week in weeks)
    length = monthrange(month.year, month.month)[1]
    assert [int(day.number) for week in weeks for day in week if day.css != "out"] == [*range(1, length + 1)]
    assert weeks[0][month.weekday()].number == "1"
    assert weeks[0][month.weekday()].css != "out"
    assert any(day.css != "out" for day in weeks[-1])


@given(months, st.integers(-40, 40), st.integers(0, 60), st.integers(0, 23), st.integers(1, 30))
def test_an_entry_is_shown_on_each_day_it_touches(month, offset, days, hour, hours):
    start = datetime.combine(month + timedelta(days=offset), time(hour), tzinfo=BERLIN)
    end = (start.astimezone(ZoneInfo("UTC")) + timedelta(days=days, hours=hours)).astimezone(BERLIN)
    shown = {number for number, day in cells(grid(month, [entry(start, end)])).items() if day.lines}
    length = monthrange(month.year, month.month)[1]
    expected = set()
    for number in range(1, length + 1):
        midnight = datetime.combine(month.replace(day=number), time(), tzinfo=BERLIN)
        next_midnight = datetime.combine(month.replace(day=number) + timedelta(days=1), time(), tzinfo=BERLIN)
        if start < next_midnight and end > midnight:
            expected.add(number)
    assert shown == expected


def test_days_before_today_are_past():
    days = cells(grid(date(2026, 11, 1), today=date(2026, 11, 24)))
    assert [number for number, day in days.items() if "past" in day.css.split()] == [*range(1, 24)]
    assert [number for number, day in days.items() if "today" in day.css.split()] == [24]


def test_an_all_day_entry_ends_on_its_last_day_not_on_the_midnight_after():
    fair = entry(moment("2026-11-27", "00:00"), moment("2026-11-29", "00:00"), all_day=True)
    days = cells(grid(date(2026, 11, 1), [fair]))
    assert [number for number, day in days.items() if day.lines] == [27, 28]
    assert days[27].lines[0].time == ""
    assert days[27].lines[0].moment == "2026-11-27"


def test_an_entry_past_midnight_states_its_start_and_the_next_day_its_end():
    night = entry(moment("2026-11-27", "20:00"), moment("2026-11-28", "02:30"))
    days = lines_by_day([night], date(2026, 11, 1), date(2026, 11, 30), BERLIN, date(2026, 11, 24), {})
    assert [days[date(2026, 11, 27)][0].time, days[date(2026, 11, 28)][0].time] == ["20:00", "bis 2:30"]


def test_times_are_local_on_both_sides_of_the_clock_change():
    summer = entry(datetime(2026, 10, 24, 8, tzinfo=ZoneInfo("UTC")), datetime(2026, 10, 24, 9, tzinfo=ZoneInfo("UTC")))
    winter = entry(
        datetime(2026, 10, 26, 9, tzinfo=ZoneInfo("UTC")), datetime(2026, 10, 26, 10, tzinfo=ZoneInfo("UTC"))
    )
    days = cells(grid(date(2026, 10, 1), [summer, winter]))
    assert [days[24].lines[0].time, days[26].lines[0].time] == ["10:00", "10:00"]


def test_a_cancelled_entry_is_marked():
    off = entry(moment("2026-11-27"), moment("2026-11-27", "11:00"), status=Status.CANCELLED)
    line = cells(grid(date(2026, 11, 1), [off]))[27].lines[0]
    assert (line.css, line.cancellation) == ("in-toys cancelled", "Entfällt")


def test_the_reason_of_a_closing_day_is_not_repeated_for_each_entry():
    off = [
        entry(moment("2026-11-27"), moment("2026-11-27", "11:00"), status=Status.CANCELLED, reason=reason)
        for reason in ("Inventur", "Die Kursleitung ist krank")
    ]
    day = cells(grid(date(2026, 11, 1), off, periods=[period("closed", "2026-11-27", name="Inventur")]))[27]
    assert [line.cancellation for line in day.lines] == ["Entfällt", "Entfällt: Die Kursleitung ist krank"]


def test_only_days_with_entries_are_linked():
    days = cells(grid(date(2026, 11, 1), [entry(moment("2026-11-05"), moment("2026-11-05", "11:00"))]))
    assert days[5].url == "/veranstaltungen/2026/11/05/"
    assert days[6].url == ""
    assert "free" in days[6].css.split()


def test_today_is_marked_once_and_not_in_other_months():
    assert [number for number, day in cells(grid(date(2026, 11, 1))).items() if day.is_today] == [24]
    assert not any(day.is_today for day in cells(grid(date(2026, 12, 1))).values())


def test_school_holidays_are_named_where_they_begin_and_at_the_start_of_each_week():
    days = cells(grid(date(2026, 12, 1), periods=[period("school", "2026-12-23", "2027-01-02")]))
    assert [number for number, day in days.items() if day.notes] == [23, 28]
    assert all("school" in days[number].css.split() for number in range(23, 32))


def test_school_holidays_that_began_last_month_are_named_on_the_first():
    days = cells(grid(date(2027, 1, 1), periods=[period("school", "2026-12-23", "2027-01-02")]))
    assert [number for number, day in days.items() if day.notes] == [1]


@pytest.mark.parametrize(
    ("special", "expected"),
    [
        (period("public", "2026-12-25", name="1. Weihnachtstag"), "1. Weihnachtstag"),
        (period("closed", "2026-12-25", name="Inventur"), "geschlossen: Inventur"),
        (
            period("hours", "2026-12-25", name="Markt", opens=time(10), closes=time(14, 30)),
            "geöffnet 10–14:30 Uhr: Markt",
        ),
    ],
    ids=["holiday", "closed", "other hours"],
)
def test_a_special_day_states_its_kind(special, expected):
    assert [note.text for note in notes_on(date(2026, 12, 25), [special])] == [expected]
    assert notes_on(date(2026, 12, 24), [special]) == []


def test_special_days_of_other_months_are_omitted():
    ours, before, after = (
        period("closed", "2026-11-30", "2026-12-01"),
        period("closed", "2026-11-30"),
        period("closed", "2027-01-01"),
    )
    assert periods_overlapping([before, ours, after], date(2026, 12, 1), date(2026, 12, 31)) == [ours]


def test_the_calendar_starts_with_a_whole_month_and_ends_at_the_horizon():
    assert date(2026, 9, 1) in REACH
    assert date(2026, 8, 31) not in REACH
    assert date(2028, 5, 31) in REACH
    assert date(2028, 6, 1) not in REACH


def test_there_are_no_months_outside_the_calendar_range():
    assert REACH.month_before(date(2026, 10, 15)) == date(2026, 9, 1)
    assert REACH.month_before(date(2026, 9, 1)) is None
    assert REACH.month_after(date(2028, 4, 30)) == date(2028, 5, 1)
    assert REACH.month_after(date(2028, 5, 1)) is None
    assert REACH.day_before(date(2026, 9, 1)) is None
    assert REACH.day_after(date(2028, 5, 31)) is None
    assert REACH.day_after(date(2028, 5, 30)) == date(2028, 5, 31)
