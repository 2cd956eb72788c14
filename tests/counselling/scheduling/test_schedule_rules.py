"""The days and times of a schedule rule, in local time."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from counselling.scheduling.schedule_rules import SpecialDays, bounds_on, days_of, times_on
from kasch_site.house.models import SpecialPeriod
from kasch_site.house.opening.public_holidays import calendar_of

FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


@pytest.fixture(autouse=True)
def local_time():
    with timezone.override("Europe/Berlin"):
        yield


def make_rule(**changed):
    usual = {
        "weekday": 2,
        "every_weeks": 1,
        "starts": time(9),
        "ends": time(12),
        "minutes": 20,
        "urgent": 0,
        "valid_from": FIRST,
        "valid_until": None,
    }
    return SimpleNamespace(**{**usual, **changed})


def shown(moment):
    """Return the local time, without the distinction of the two equal hours in autumn."""
    return moment.astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None, fold=0)


def exists(naive):
    """Return whether this local time exists, by conversion to UTC and back."""
    zone = ZoneInfo("Europe/Berlin")
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == naive


def test_slot_times_of_ten_years_match_local_time():
    """Rules on all seven weekdays, across all twenty clock changes: no slot is shifted, missing or doubled."""
    moments = [
        shown(time_.starts_at)
        for weekday in range(7)
        for day in days_of(make_rule(weekday=weekday), FIRST, LAST)
        for time_ in times_on(make_rule(weekday=weekday), day)
    ]
    expected = {
        datetime.combine(day, time(9)) + number * timedelta(minutes=20) for day in ALL_DAYS for number in range(9)
    }
    assert len(moments) == len(set(moments)) == len(expected) == 9 * 3652
    assert set(moments) == expected


def test_slot_times_at_a_clock_change_are_neither_skipped_nor_duplicated():
    """The same for hours with a clock change: every local time that exists has one slot."""
    night = [make_rule(weekday=weekday, starts=time(0), ends=time(6), minutes=30) for weekday in range(7)]
    times = [each for rule in night for day in days_of(rule, FIRST, LAST) for each in times_on(rule, day)]
    moments = [shown(each.starts_at) for each in times]
    expected = {
        datetime.combine(day, time(0)) + number * timedelta(minutes=30) for day in ALL_DAYS for number in range(12)
    }
    skipped = {moment for moment in expected if not exists(moment)}
    assert len(skipped) == 10 * 2  # half past two and two o'clock, once a year
    assert len(moments) == len(set(moments))
    assert set(moments) == expected - skipped
    assert all(each.ends_at - each.starts_at == timedelta(minutes=30) for each in times)
    ordered = sorted(times, key=lambda each: each.starts_at)
    assert all(first.ends_at <= second.starts_at for first, second in itertools.pairwise(ordered))


CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2030, 3, 31), date(2030, 10, 27), date(2035, 10, 28)]


@given(
    day=st.one_of(st.sampled_from(CHANGES), st.dates(FIRST, LAST)),
    start=st.times(),
    length=st.integers(5, 24 * 60),
    minutes=st.integers(5, 240),
    urgent=st.integers(0, 12),
)
@example(day=date(2026, 3, 29), start=time(0), length=180, minutes=7, urgent=0)  # the last slot would end at 3:06
def test_slot_times_of_any_rule_are_consecutive_and_within_its_hours(day, start, length, minutes, urgent):
    start = start.replace(second=0, microsecond=0)
    ends = (datetime.combine(day, start) + timedelta(minutes=length)).time()
    if ends <= start:
        return
    rule = make_rule(weekday=day.weekday(), starts=start, ends=ends, minutes=minutes, urgent=urgent)
    times = times_on(rule, day)
    opens, closes = bounds_on(rule, day)
    for each in times:
        assert opens <= each.starts_at < each.ends_at <= closes
        assert each.ends_at - each.starts_at == timedelta(minutes=minutes)
        since = shown(each.starts_at) - datetime.combine(day, start)
        assert since % timedelta(minutes=minutes) == timedelta(0)
    assert all(first.ends_at <= second.starts_at for first, second in itertools.pairwise(times))
    assert [each.is_urgent for each in times] == [False] * max(0, len(times) - urgent) + [True] * min(
        urgent, len(times)
    )
    is_usual_day = exists(datetime.combine(day, time(2, 30))) and (closes - opens) == timedelta(
        minutes=(datetime.combine(day, ends) - datetime.combine(day, start)) // timedelta(minutes=1)
    )
    if is_usual_day:
        assert len(times) == (closes - opens) // timedelta(minutes=minutes)


@given(
    valid_from=st.dates(FIRST, date(2027, 12, 31)),
    weekday=st.integers(0, 6),
    every=st.integers(1, 8),
    first=st.dates(FIRST, LAST),
    ahead=st.integers(0, 400),
)
def test_week_intervals_are_counted_from_the_first_matching_day(valid_from, weekday, every, first, ahead):
    rule = make_rule(valid_from=valid_from, weekday=weekday, every_weeks=every)
    last = first + timedelta(days=ahead)
    origin = next(day for day in (valid_from + timedelta(days=n) for n in range(7)) if day.weekday() == weekday)
    span = (first + timedelta(days=number) for number in range(ahead + 1))
    expected = [day for day in span if day >= origin and (day - origin).days % (7 * every) == 0]
    assert days_of(rule, first, last) == expected


def test_a_rule_ends_on_its_last_valid_day():
    rule = make_rule(valid_from=date(2026, 11, 4), valid_until=date(2026, 11, 18))
    assert days_of(rule, FIRST, LAST) == [date(2026, 11, 4), date(2026, 11, 11), date(2026, 11, 18)]


def period(kind, first, last=None, name="Grund"):
    more = {"opens": time(10), "closes": time(14)} if kind == "hours" else {}
    return SpecialPeriod.objects.create(kind=kind, name=name, first_day=first, last_day=last or first, **more)


@pytest.mark.django_db
def test_there_is_no_counselling_on_closing_days_and_holidays_without_opening_hours():
    period("closed", date(2026, 11, 9), date(2026, 11, 11))
    period("public", date(2026, 11, 18))
    period("public", date(2026, 11, 25))
    period("hours", date(2026, 11, 25))
    period("school", date(2026, 12, 23))
    special = SpecialDays.between(date(2026, 11, 1), date(2026, 12, 31))
    out = [day for day in ALL_DAYS if day.year == 2026 and special.exclude_counselling(day)]
    assert out == [date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 18)]
    assert special.closing_on(date(2026, 11, 10)).name == "Grund"
    assert special.closing_on(date(2026, 11, 18)) is None


@pytest.mark.parametrize("state", ["SN", "BY", "BE"])
def test_the_holidays_of_each_state_are_its_own(state):
    """Buß- und Bettag is a holiday in one state only: in the others there is counselling."""
    days = {day for day, _name in calendar_of(state, 2026, 2026)}
    assert (date(2026, 11, 18) in days) == (state == "SN")
