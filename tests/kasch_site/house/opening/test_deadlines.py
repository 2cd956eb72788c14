"""Deadlines for answers."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.models import OpeningHours, SpecialPeriod
from kasch_site.house.opening.deadlines import answer_by

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 28, 11, tzinfo=BERLIN)
LATER = SATURDAY + timedelta(days=60)


@pytest.fixture
def weekdays(house):
    """Create opening hours from Monday to Friday, 9 to 18 o'clock."""
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(9), closes=time(18))


def test_an_offer_on_a_saturday_leaves_monday_and_tuesday(weekdays):
    assert answer_by(SATURDAY, LATER) == datetime(2026, 12, 1, 17, tzinfo=BERLIN)


def test_closed_days_do_not_count(weekdays):
    SpecialPeriod.objects.create(
        kind="closed", name="Inventur", first_day=date(2026, 12, 1), last_day=date(2026, 12, 2)
    )
    assert answer_by(SATURDAY, LATER) == datetime(2026, 12, 3, 17, tzinfo=BERLIN)


def test_a_house_that_closes_earlier_is_not_called_after_it_has_closed(house):
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(12))
    assert answer_by(SATURDAY, LATER) == datetime(2026, 12, 7, 12, tzinfo=BERLIN)


def test_the_date_itself_comes_first(weekdays):
    latest = datetime(2026, 11, 30, 8, tzinfo=BERLIN)
    assert answer_by(SATURDAY, latest) == latest


@pytest.mark.django_db
@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=BERLIN)))
def test_without_opening_hours_deadlines_leave_two_full_days_and_are_never_at_night(now):
    until = answer_by(now, now + timedelta(days=99)).astimezone(BERLIN)
    assert until.date() == now.date() + timedelta(days=2)
    assert until.time() == time(17)
