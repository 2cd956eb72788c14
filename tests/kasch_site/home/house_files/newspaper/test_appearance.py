"""The issues of a paper are numbered through the year, whatever the day is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.home.house_files.newspaper.appearance import appearance

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
PER_YEAR = st.sampled_from([1, 2, 3, 4, 6, 12])


@given(DAYS, PER_YEAR, st.integers(1, 28), st.integers(0, 30))
def test_each_issue_has_the_number_after_the_one_before(today, per_year, day_of_month, ago):
    newer = appearance(today, ago, per_year, day_of_month)
    older = appearance(today, ago + 1, per_year, day_of_month)
    expected = (newer.year, newer.number - 1) if newer.number > 1 else (newer.year - 1, per_year)
    assert (older.year, older.number) == expected
    assert older.day < newer.day
    assert newer.day.day == day_of_month


@given(DAYS, PER_YEAR, st.integers(1, 28))
def test_the_newest_issue_has_appeared_and_the_next_one_has_not(today, per_year, day_of_month):
    newest = appearance(today, 0, per_year, day_of_month)
    assert newest.day <= today < newest.day + timedelta(days=366 // per_year + 5)


@pytest.mark.parametrize(
    ("today", "number"),
    [
        (date(2026, 11, 4), (5, 2026)),
        (date(2026, 11, 5), (6, 2026)),
        (date(2027, 1, 4), (6, 2026)),
        (date(2027, 1, 5), (1, 2027)),
    ],
)
def test_the_number_changes_on_the_day_of_appearance(today, number):
    newest = appearance(today, 0, 6, 5)
    assert (newest.number, newest.year) == number


def test_an_issue_covers_the_months_until_the_next_one():
    assert appearance(date(2026, 12, 1), 0, 6, 5).last_month == date(2026, 12, 1)
