"""A section may only be open while the house is open."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.house.models import OpeningHours
from kasch_site.house.models.hours_within import first_day_outside

TODAY = date(2026, 11, 24)  # a Tuesday
TUESDAY = 1


def hours(opens, closes, weekday=TUESDAY, section="", **period):
    return OpeningHours(section=section, weekday=weekday, opens=time(opens), closes=time(closes % 24), **period)


def library(opens=14, closes=18, **fields):
    return hours(opens, closes, section="library", **fields)


@pytest.mark.parametrize(
    "house, is_within",
    [
        ([], True),
        ([hours(9, 18)], True),
        ([hours(9, 17)], False),
        ([hours(15, 18)], False),
        ([hours(9, 18, weekday=2)], False),
        ([hours(9, 16), hours(16, 20)], True),
        ([hours(9, 15), hours(16, 20)], False),
        ([hours(9, 2)], True),
    ],
)
def test_the_hours_of_the_house_contain_those_of_the_section(house, is_within):
    assert (first_day_outside(library(), house, TODAY) is None) is is_within


def test_a_change_of_the_house_later_is_seen():
    until, after = date(2026, 12, 31), date(2027, 1, 1)
    house = [hours(9, 18, valid_until=until), hours(9, 16, valid_from=after)]
    assert first_day_outside(library(), house, TODAY) == date(2027, 1, 5)
    assert first_day_outside(library(valid_until=until), house, TODAY) is None


def test_past_hours_are_not_checked():
    assert first_day_outside(library(valid_until=TODAY - timedelta(days=7)), [hours(9, 12)], TODAY) is None


periods = st.tuples(st.none() | st.integers(-40, 80), st.none() | st.integers(-40, 80))
times = st.tuples(st.integers(0, 23), st.integers(0, 24)).filter(lambda pair: pair[0] % 24 != pair[1] % 24)


def _with_period(draw_times, days, section=""):
    opens, closes = draw_times
    first, last = (None if day is None else TODAY + timedelta(days=day) for day in days)
    if first and last and last < first:
        first, last = last, first
    return hours(opens, closes, section=section, valid_from=first, valid_until=last)


def _opens_outside(own, house, day):
    """Compare every quarter of an hour, as a slow reference."""

    def covers(hours, minute):
        valid = (hours.valid_from or day) <= day <= (hours.valid_until or day)
        start, end = hours.opens.hour * 60, hours.closes.hour * 60
        return valid and start <= minute < (end if end > start else end + 1440)

    minutes = [minute for minute in range(15, 1440, 30) if covers(own, minute)]
    return any(not any(covers(other, minute) for other in house) for minute in minutes)


@given(
    own=times.filter(lambda pair: pair[1] > pair[0]),
    period=periods,
    house=st.lists(st.tuples(times, periods), min_size=1, max_size=3),
)
def test_no_day_is_overlooked(own, period, house):
    section, of_house = _with_period(own, period, "library"), [_with_period(*other) for other in house]
    tuesdays = [TODAY + timedelta(weeks=week) for week in range(20)]
    outside = [day for day in tuesdays if _opens_outside(section, of_house, day)]
    assert first_day_outside(section, of_house, TODAY) == (outside[0] if outside else None)


@pytest.mark.django_db
def test_contradictions_are_refused_from_both_sides():
    house = hours(9, 18)
    house.save()
    with pytest.raises(ValidationError, match="Da ist das Haus geschlossen"):
        library(14, 19).clean()
    library().save()
    house.closes = time(16)
    with pytest.raises(ValidationError, match="noch ein Bereich des Hauses offen"):
        house.clean()
    house.closes = time(20)
    house.clean()
    with pytest.raises(ValidationError, match="am selben Tag"):
        library(22, 2).clean()


@pytest.mark.django_db
def test_a_contradiction_that_exists_already_blocks_no_other_change():
    library().save()
    other = hours(9, 12, weekday=3)
    other.save()
    other.closes = time(13)
    other.clean()
