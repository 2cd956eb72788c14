"""Recurrence rules in house files."""

from datetime import date

import pytest
from django.utils import timezone

from events.models import Occurrence, Series
from kasch_site.home import house_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def days_of(folder):
    """Return a function that loads the house with one more event and returns its days."""

    def load(when):
        event = f'\n[[event]]\nslug = "probe"\ntitle = "Probe"\nwhen = [{when}]\n'
        (folder / "events.toml").write_text((folder / "events.toml").read_text(encoding="utf-8") + event)
        house_files.load(folder)
        dates = Occurrence.objects.filter(event__slug="probe").order_by("starts_at")
        return [timezone.localdate(occurrence.starts_at) for occurrence in dates]

    return load


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-12-25", date(2026, 12, 25)),  # a holiday, but it is said so
        ('"+24"', date(2027, 1, 8)),  # the 25th is a holiday, and so is the first of January
        ('"Fr +3"', date(2027, 1, 8)),
        ('"+1"', date(2026, 12, 2)),
    ],
)
def test_a_single_date_is_postponed_by_weeks_only_if_its_day_is_relative(days_of, day, expected):
    assert days_of(f'{{ how = "once", day = {day}, time = "18:00-20:00" }}') == [expected]


def test_a_course_ends_after_a_number_of_dates_or_months_or_on_a_day(days_of):
    rule = 'how = "weekly", weekday = "Do", time = "9:00-10:00", first = "Do +1"'
    days = days_of(f"{{ {rule}, count = 3 }}, {{ {rule}, months = 1 }}, {{ {rule}, until = 2026-12-17 }}")
    assert len(days) == 3 + 5 + 2
    assert min(days) == date(2026, 12, 10)
    assert set(Series.objects.filter(event__slug="probe").values_list("until", flat=True)) == {
        None,
        date(2027, 1, 10),
        date(2026, 12, 17),
    }


def test_an_all_day_series_recurs_at_week_intervals(days_of):
    days = days_of('{ how = "all day", first = "Mo -1", weeks = 2, every = 40 }')
    assert days == [date(2026, 11, 23), date(2027, 8, 30), date(2028, 6, 5)]
    assert Occurrence.objects.filter(event__slug="probe", is_all_day=True).count() == 3


def test_a_series_that_takes_place_on_holidays_may_skip_some(days_of):
    days = days_of('{ how = "on days of rest", time = "9:00-10:00", but_dates = ["01-01"], but_weekdays = ["Fr"] }')
    assert date(2026, 12, 26) in days
    assert date(2026, 12, 25) not in days  # a Friday
    assert date(2027, 1, 1) not in days
    assert date(2028, 1, 1) not in days
