"""Days and times in house files."""

from datetime import date, time

import pytest

from kasch_site.home.house_files.reading import days

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("+0", date(2026, 12, 1)),
        ("+12", date(2026, 12, 13)),
        ("-40", date(2026, 10, 22)),
        ("Mo +0", date(2026, 11, 30)),
        ("Mi +2", date(2026, 12, 16)),
        ("So -1", date(2026, 11, 29)),
    ],
)
def test_a_relative_day_is_counted_from_today(text, day):
    assert days.counted_day(text, TUESDAY) == day


@pytest.mark.parametrize("text", ["", "12", "+", "Mi", "Mi 2", "Mittwoch +2", "+12 Tage", "2026-12-05", "+99999"])
def test_invalid_days_are_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        days.counted_day(text, TUESDAY)


def test_a_time_range_has_a_start_and_an_end():
    assert days.time_span("9:30-10:30") == days.time_span("9:30 – 10:30") == (time(9, 30), time(10, 30))


@pytest.mark.parametrize("text", ["", "9:30", "9-10", "9:30-25:00", "9:30-10:30-11:30"])
def test_invalid_time_ranges_are_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        days.time_span(text)


def test_dates_are_created_from_last_month_to_eighteen_months_ahead():
    assert days.first_day(TUESDAY) == date(2026, 11, 1)
    assert days.last_day(TUESDAY) == date(2028, 6, 30)
    assert list(days.years(TUESDAY)) == [2026, 2027, 2028]
