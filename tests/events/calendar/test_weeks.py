"""The list of dates by today, this week, the weekend, next week, and later weeks."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.calendar.programme import ProgrammeDay
from events.calendar.weeks import by_week

TUESDAY = date(2026, 11, 24)
dates = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def days(first, count):
    return [ProgrammeDay(first + timedelta(days=n), "", "", "", []) for n in range(count)]


def names(first, count, today=TUESDAY):
    return [(week.name, len(week.days)) for week in by_week(days(first, count), today)]


def test_from_a_tuesday_on():
    assert names(TUESDAY, 15) == [
        ("Heute", 1),
        ("Diese Woche", 3),
        ("Am Wochenende", 2),
        ("Nächste Woche", 7),
        ("7. bis 13. Dezember", 2),
    ]


def test_from_a_saturday_and_from_a_sunday_on():
    saturday = date(2026, 11, 28)
    assert names(saturday, 3, saturday) == [("Heute", 1), ("Am Wochenende", 1), ("Nächste Woche", 1)]
    assert names(date(2026, 11, 29), 2, date(2026, 11, 29)) == [("Heute", 1), ("Nächste Woche", 1)]


def test_a_week_across_two_months_names_both():
    assert names(date(2026, 12, 28), 7) == [("28. Dezember bis 3. Januar", 7)]


@given(dates, st.integers(1, 60), dates)
def test_each_day_is_in_one_group_in_order_and_no_heading_comes_twice(first, count, today):
    weeks = by_week(days(first, count), today)
    assert [day for week in weeks for day in week.days] == days(first, count)
    assert len({week.anchor for week in weeks}) == len(weeks)
