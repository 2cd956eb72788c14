"""The table of opening hours for footer and contact page."""

from datetime import date, time, timedelta
from itertools import pairwise
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.building import Building, Hours, Period
from kasch_site.house.opening import week as week_module
from kasch_site.house.opening.week import full_week, next_week_plan, runs, special_days, week

MONDAY = date(2026, 11, 16)


def house_with(hours=(), periods=()):
    here = Building(house=None, hours=tuple(hours), periods=tuple(periods), funders=(), appearances={})
    return mock.patch.object(week_module, "building", lambda: here)


def hours(weekdays, opens, closes, valid_from=None, valid_until=None):
    return [Hours(weekday, time(opens), time(closes), valid_from, valid_until) for weekday in weekdays]


def lines(records, day=MONDAY):
    with house_with(records):
        return [f"{line.days} {line.hours}" for line in week(day)]


def test_days_with_the_same_hours_share_a_line():
    assert lines(hours(range(4), 9, 18) + hours([4], 9, 14)) == ["Mo–Do 9–18 Uhr", "Fr 9–14 Uhr"]


def test_non_consecutive_days_are_listed():
    assert lines(hours([0, 2, 4], 9, 18) + hours([1], 9, 12)) == ["Mo, Mi, Fr 9–18 Uhr", "Di 9–12 Uhr"]


def test_two_consecutive_days_are_listed_too():
    assert lines(hours([0, 1], 9, 18)) == ["Mo, Di 9–18 Uhr"]


def test_two_periods_a_day_share_a_line():
    assert lines(hours([0], 14, 18) + hours([0], 9, 12)) == ["Mo 9–12 Uhr und 14–18 Uhr"]


def test_overlapping_and_duplicate_periods_are_shown_once():
    assert lines(hours([0], 9, 12) + hours([0], 9, 12) + hours([0], 12, 15) + hours([0], 14, 18)) == ["Mo 9–18 Uhr"]


def test_midnight_is_written_as_24_and_later_times_as_their_hour():
    assert lines(hours([4], 18, 0)) == ["Fr 18–24 Uhr"]
    assert lines(hours([4], 18, 2)) == ["Fr 18–2 Uhr"]


def test_an_empty_week_has_no_lines():
    assert lines([]) == []
    with house_with():
        assert full_week(MONDAY) == []


def test_the_full_week_names_closed_days():
    with house_with(hours(range(5), 9, 18)):
        result = [(line.days_in_full, line.hours) for line in full_week(MONDAY)]
    assert result == [("Montag bis Freitag", "9–18 Uhr"), ("Samstag, Sonntag", "geschlossen")]


def test_only_hours_valid_on_the_day_count():
    records = hours([0], 9, 18, None, date(2026, 11, 30)) + hours([0], 10, 16, date(2026, 12, 1))
    assert lines(records) == ["Mo 9–18 Uhr"]
    assert lines(records, date(2026, 12, 1)) == ["Mo 10–16 Uhr"]


def test_a_future_change_is_announced_with_its_first_day():
    records = hours([0], 9, 18, None, date(2026, 11, 30)) + hours([0], 10, 16, date(2026, 12, 1))
    with house_with(records):
        first, plan = next_week_plan(MONDAY)
        assert first == date(2026, 12, 1)
        assert plan[0].hours == "10–16 Uhr"
        assert next_week_plan(date(2026, 12, 1)) is None


def test_a_change_without_effect_is_not_announced():
    records = hours([0], 9, 18, None, date(2026, 11, 30)) + hours([0], 9, 18, date(2026, 12, 1), date.max)
    with house_with(records):
        assert next_week_plan(MONDAY) is None


def period(kind, name, first, days=0, times=(None, None)):
    return Period(kind, name, first, first + timedelta(days=days), *times)


def special(periods, records=None, day=MONDAY):
    with house_with(hours(range(5), 9, 18) if records is None else records, periods):
        return [(result.days, result.name, result.hours) for result in special_days(day)]


def test_special_days_are_listed_by_date_with_their_hours():
    result = special(
        [
            period("closed", "Winterpause", date(2026, 12, 24), 8),
            period("public", "Buß- und Bettag", date(2026, 11, 18)),
            period("hours", "Adventsmarkt", date(2026, 12, 5), times=(time(14), time(20))),
            period("school", "Weihnachtsferien", date(2026, 12, 23), 10),
        ]
    )
    assert result == [
        ("Mi, 18. November 2026", "Buß- und Bettag", "geschlossen"),
        ("Sa, 5. Dezember 2026", "Adventsmarkt", "14–20 Uhr"),
        ("Do, 24.12. bis Fr, 1. Januar 2027", "Winterpause", "geschlossen"),
    ]


def test_holidays_without_effect_are_omitted():
    on_sunday = period("public", "Reformationstag", date(2026, 11, 22))
    while_closed = period("public", "Buß- und Bettag", date(2026, 11, 18))
    assert special([on_sunday, while_closed, period("closed", "Umbau", MONDAY, 4)]) == [
        ("Mo, 16.11. bis Fr, 20. November 2026", "Umbau", "geschlossen")
    ]


def test_past_and_distant_special_days_are_omitted():
    assert special([period("closed", "Gestern", MONDAY - timedelta(days=1))]) == []
    assert special([period("closed", "Im Sommer", MONDAY + timedelta(days=61))]) == []
    assert special([period("closed", "Noch", MONDAY - timedelta(days=3), 3)]) != []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(0, 23)), max_size=12))
def test_every_weekday_is_on_exactly_one_line(rows):
    records = [Hours(weekday, time(opens), time(closes), None, None) for weekday, opens, closes in rows]
    with house_with(records):
        days = [weekday for line in full_week(MONDAY) for weekday in line.weekdays]
        texts = [line.days + line.days_in_full + line.hours for line in full_week(MONDAY)]
    assert sorted(days) == (list(range(7)) if records else [])
    assert all(texts)


@given(st.sets(st.integers(0, 6), min_size=1).map(sorted))
def test_ranges_of_weekdays_are_split_only_at_missing_days(weekdays):
    result = runs(weekdays)
    assert [weekday for run in result for weekday in run] == weekdays
    assert all(run == list(range(run[0], run[-1] + 1)) for run in result)
    assert all(second[0] > first[-1] + 1 for first, second in pairwise(result))
