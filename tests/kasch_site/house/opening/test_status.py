"""Open or closed: every edge by example, and all others against a minute-by-minute count."""

from datetime import UTC, date, datetime, time, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.time_words import clock_time
from kasch_site.house.building import Building, Hours, Period
from kasch_site.house.opening import status as opening
from kasch_site.house.opening.status import open_now

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)
WORKDAYS = [Hours(weekday, time(9), time(18), None, None) for weekday in range(4)]
WORKDAYS.append(Hours(4, time(9), time(14), None, None))


def house_with(hours=WORKDAYS, periods=()):
    """Return a building with these records instead of the stored one."""
    here = Building(house=None, hours=tuple(hours), periods=tuple(periods), funders=(), appearances={})
    return mock.patch.object(opening, "building", lambda: here)


def status_at(day, at, hours=WORKDAYS, periods=(), fold=0):
    """Return the status in the header at that local time."""
    with house_with(hours, periods):
        return open_now(datetime.combine(day, at, tzinfo=ZONE).replace(fold=fold))


def closed(first, last=None, name="Betriebsausflug"):
    return Period("closed", name, first, last or first, None, None)


def holiday(day, name="Buß- und Bettag"):
    return Period("public", name, day, day, None, None)


def other_hours(first, opens, closes, last=None):
    return Period("hours", "andere Zeiten", first, last or first, opens, closes)


def test_on_an_ordinary_day_the_house_is_open_until_the_evening():
    now = status_at(MONDAY, time(11))
    assert now.is_open
    assert now.text == "Heute geöffnet bis 18 Uhr"


def test_times_with_minutes_are_written():
    assert (
        status_at(MONDAY, time(11), [Hours(0, time(9), time(17, 30), None, None)]).text
        == "Heute geöffnet bis 17:30 Uhr"
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [(time(8, 59, 59), False), (time(9), True), (time(17, 59, 59, 999999), True), (time(18), False)],
)
def test_the_house_is_open_at_the_opening_minute_and_closed_at_the_closing_minute(at, is_open):
    assert status_at(MONDAY, at).is_open is is_open


def test_before_opening_the_opening_time_is_stated():
    assert status_at(MONDAY, time(7)).text == "Öffnet heute um 9 Uhr"


def test_between_two_periods_of_a_day_the_second_is_stated():
    hours = [Hours(0, time(9), time(12), None, None), Hours(0, time(14), time(18), None, None)]
    assert status_at(MONDAY, time(12), hours).text == "Öffnet heute um 14 Uhr"
    assert status_at(MONDAY, time(11), hours).text == "Heute geöffnet bis 12 Uhr"


def test_adjacent_and_overlapping_periods_are_merged():
    hours = [Hours(0, time(9), time(12), None, None), Hours(0, time(12), time(16), None, None)]
    hours += [Hours(0, time(15), time(18), None, None)]
    assert status_at(MONDAY, time(10), hours).text == "Heute geöffnet bis 18 Uhr"


def test_after_closing_tomorrow_is_stated():
    now = status_at(MONDAY, time(18))
    assert not now.is_open
    assert now.text == "Geschlossen. Öffnet morgen um 9 Uhr"


def test_before_a_weekend_the_weekday_is_stated():
    assert status_at(MONDAY + timedelta(days=4), time(15)).text == "Geschlossen. Öffnet am Montag um 9 Uhr"


def test_a_distant_opening_is_stated_with_its_date():
    pause = closed(MONDAY, MONDAY + timedelta(days=13), "Winterpause")
    assert status_at(MONDAY, time(10), periods=[pause]).text == (
        "Heute geschlossen: Winterpause. Öffnet am 30. November um 9 Uhr"
    )


def test_on_a_public_holiday_the_house_is_closed_with_the_reason():
    now = status_at(date(2026, 11, 18), time(10), periods=[holiday(date(2026, 11, 18))])
    assert not now.is_open
    assert now.text == "Heute geschlossen: Buß- und Bettag. Öffnet morgen um 9 Uhr"


def test_special_hours_open_the_house_on_a_public_holiday():
    day = date(2026, 11, 18)
    periods = [holiday(day), other_hours(day, time(14), time(17))]
    assert status_at(day, time(15), periods=periods).text == "Heute geöffnet bis 17 Uhr"
    assert status_at(day, time(9), periods=periods).text == "Öffnet heute um 14 Uhr"
    assert status_at(day, time(18), periods=periods).text == "Geschlossen. Öffnet morgen um 9 Uhr"


def test_special_hours_replace_the_weekly_ones():
    periods = [other_hours(MONDAY, time(14), time(16))]
    assert not status_at(MONDAY, time(10), periods=periods).is_open
    assert status_at(MONDAY, time(15), periods=periods).text == "Heute geöffnet bis 16 Uhr"


def test_special_hours_open_the_house_on_a_closed_weekday():
    sunday = MONDAY + timedelta(days=6)
    assert status_at(sunday, time(15), periods=[other_hours(sunday, time(14), time(18))]).is_open


def test_the_shorter_of_two_special_periods_applies():
    long = other_hours(MONDAY, time(9), time(13), MONDAY + timedelta(days=11))
    short = other_hours(MONDAY, time(15), time(17))
    assert not status_at(MONDAY, time(10), periods=[long, short]).is_open
    assert status_at(MONDAY, time(16), periods=[long, short]).is_open
    assert status_at(MONDAY + timedelta(days=1), time(10), periods=[long, short]).is_open


def test_special_hours_may_have_two_periods_a_day():
    periods = [other_hours(MONDAY, time(9), time(11)), other_hours(MONDAY, time(15), time(17))]
    assert status_at(MONDAY, time(10), periods=periods).is_open
    assert status_at(MONDAY, time(16), periods=periods).is_open
    assert not status_at(MONDAY, time(12), periods=periods).is_open


def test_a_closing_day_takes_precedence():
    periods = [closed(MONDAY), other_hours(MONDAY, time(9), time(12)), holiday(MONDAY)]
    now = status_at(MONDAY, time(10), periods=periods)
    assert now.text == "Heute geschlossen: Betriebsausflug. Öffnet morgen um 9 Uhr"


def test_overlapping_closings_are_one_closing():
    periods = [closed(MONDAY, MONDAY + timedelta(days=2), "Umbau"), closed(MONDAY + timedelta(days=1), name="Inventur")]
    assert (
        status_at(MONDAY, time(10), periods=periods).text == "Heute geschlossen: Umbau. Öffnet am Donnerstag um 9 Uhr"
    )


def test_school_holidays_do_not_close_the_house():
    ferien = Period("school", "Herbstferien", MONDAY, MONDAY + timedelta(days=7), None, None)
    assert status_at(MONDAY, time(10), periods=[ferien]).is_open


def test_a_reason_too_long_for_the_header_is_omitted():
    reason = "Wegen der Bauarbeiten im Treppenhaus und im Keller bleibt das Haus geschlossen"
    assert status_at(MONDAY, time(10), periods=[closed(MONDAY, name=reason)]).text == (
        "Heute geschlossen. Öffnet morgen um 9 Uhr"
    )


def test_a_reason_with_a_full_stop_gets_no_second_one():
    assert status_at(MONDAY, time(10), periods=[closed(MONDAY, name="Inventur.")]).text == (
        "Heute geschlossen: Inventur. Öffnet morgen um 9 Uhr"
    )


EVENING = [Hours(4, time(18), time(2), None, None)]
FRIDAY = date(2026, 11, 20)
SATURDAY = date(2026, 11, 21)


def test_an_opening_can_continue_past_midnight():
    assert status_at(FRIDAY, time(23), EVENING).text == "Heute geöffnet bis 2 Uhr nachts"
    assert status_at(SATURDAY, time(0), EVENING).text == "Heute geöffnet bis 2 Uhr"
    assert status_at(SATURDAY, time(1, 59), EVENING).is_open
    assert not status_at(SATURDAY, time(2), EVENING).is_open


def test_hours_past_midnight_belong_to_the_day_they_start_on():
    assert status_at(SATURDAY, time(1), EVENING, [closed(SATURDAY)]).is_open
    assert not status_at(SATURDAY, time(1), EVENING, [closed(FRIDAY)]).is_open


def test_closing_at_midnight_ends_the_day():
    hours = [Hours(4, time(18), time(0), None, None)]
    assert status_at(FRIDAY, time(23, 59), hours).text == "Heute geöffnet bis 24 Uhr"
    assert not status_at(SATURDAY, time(0), hours).is_open


def test_an_opening_through_the_night_is_merged_with_the_next_morning():
    hours = [*EVENING, Hours(5, time(2), time(10), None, None)]
    assert status_at(FRIDAY, time(23), hours).text == "Geöffnet bis morgen, 10 Uhr"


def test_a_house_open_around_the_clock_is_described_as_open():
    always = [Hours(weekday, time(0), time(12), None, None) for weekday in range(7)]
    always += [Hours(weekday, time(12), time(0), None, None) for weekday in range(7)]
    assert status_at(MONDAY, time(10), always).text == "Durchgehend geöffnet"


def test_opening_hours_apply_only_while_they_are_valid():
    hours = [Hours(0, time(9), time(12), date(2026, 11, 23), date(2026, 11, 30))]
    assert status_at(MONDAY, time(10), hours).text == "Geschlossen. Öffnet am 23. November um 9 Uhr"
    assert status_at(date(2026, 11, 23), time(10), hours).is_open
    assert status_at(date(2026, 11, 30), time(10), hours).is_open
    assert status_at(date(2026, 12, 7), time(10), hours).text == "Geschlossen"


def test_without_opening_hours_no_status_is_shown():
    now = status_at(MONDAY, time(10), hours=(), periods=[closed(MONDAY)])
    assert (now.is_open, now.text) == (False, "")


def test_the_hour_skipped_by_the_clock_change_is_not_counted():
    sunday = date(2026, 3, 29)
    hours = [Hours(5, time(20), time(3), None, None)]
    assert status_at(sunday, time(1, 59), hours).is_open
    assert not status_at(sunday, time(3), hours).is_open
    skipped = [Hours(6, time(2, 30), time(3, 15), None, None)]  # 2:30 becomes 3:30, and nothing is left of it
    assert not any(status_at(sunday, time(3, minute), skipped).is_open for minute in range(60))


def test_the_first_of_two_repeated_hours_counts():
    sunday = date(2026, 10, 25)
    hours = [Hours(5, time(20), time(2, 30), None, None)]
    assert status_at(sunday, time(2, 15), hours, fold=0).is_open
    assert not status_at(sunday, time(2, 30), hours, fold=0).is_open
    assert not status_at(sunday, time(2, 15), hours, fold=1).is_open


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nine_o_clock_is_nine_o_clock_after_a_clock_change(day):
    hours = [Hours(6, time(9), time(18), None, None)]
    assert not status_at(day, time(8, 59), hours).is_open
    assert status_at(day, time(9), hours).is_open
    assert not status_at(day, time(18), hours).is_open


# Random hours and periods against a count of single minutes.

FIRST_DAYS = [date(2026, 3, 27), date(2026, 10, 23), date(2026, 11, 16), date(2026, 12, 29), date(2024, 2, 27)]
DAYS = 6
quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def records(draw):
    first = draw(st.sampled_from(FIRST_DAYS))
    days = st.integers(-2, DAYS + 1).map(lambda number: first + timedelta(days=number))
    hours = draw(
        st.lists(
            st.builds(Hours, st.integers(0, 6), quarters, quarters, st.none() | days, st.none() | days),
            max_size=9,
        )
    )
    periods = []
    for kind in draw(st.lists(st.sampled_from(["closed", "hours", "public", "school"]), max_size=4)):
        begin, length = draw(days), draw(st.integers(0, 3))
        times = (draw(quarters), draw(quarters)) if kind == "hours" else (None, None)
        periods.append(Period(kind, f"{kind} {len(periods)}", begin, begin + timedelta(days=length), *times))
    return first, [other for other in hours if other.opens != other.closes], periods


def wall_times(day, hours, periods):
    """Return opening and closing time of a day by precedence: closing day, special hours, holiday, week."""
    here = [period for period in periods if period.first_day <= day <= period.last_day]
    if any(period.kind == "closed" for period in here):
        return []
    other = [period for period in here if period.kind == "hours"]
    if other:
        days = min((period.last_day - period.first_day).days for period in other)
        return [(p.opens, p.closes) for p in other if (p.last_day - p.first_day).days == days]
    if any(period.kind == "public" for period in here):
        return []
    return [
        (opening.opens, opening.closes)
        for opening in hours
        if opening.weekday == day.weekday()
        and (opening.valid_from or date.min) <= day
        and day <= (opening.valid_until or date.max)
    ]


def minute_of(wall):
    """Return the first minute at which local time is `wall`; an hour later if it is skipped."""
    for minute in range(-180, 181):
        moment = wall.replace(tzinfo=UTC) + timedelta(minutes=minute)
        if moment.astimezone(ZONE).replace(tzinfo=None) == wall:
            return int(moment.timestamp()) // 60
    return minute_of(wall + timedelta(hours=1))


def open_minutes(first, hours, periods):
    """Yield every minute at which the house is open, from the day before `first` on."""
    minutes = set()
    for number in range(-1, DAYS + 1):
        day = first + timedelta(days=number)
        for opens, closes in wall_times(day, hours, periods):
            night = timedelta(days=1) if closes <= opens else timedelta()
            start = minute_of(datetime.combine(day, opens))
            minutes.update(range(start, minute_of(datetime.combine(day, closes) + night)))
    return minutes


@given(records(), st.data())
def test_the_status_matches_a_minute_by_minute_computation(given_records, data):
    first, hours, periods = given_records
    lit = open_minutes(first, hours, periods)
    begin = minute_of(datetime.combine(first, time()))
    end = minute_of(datetime.combine(first + timedelta(days=DAYS), time()))
    edges = sorted(minute for minute in range(begin, end) if (minute in lit) != (minute - 1 in lit))
    chosen = data.draw(st.lists(st.integers(begin, end - 1), min_size=3, max_size=8))
    with house_with(hours, periods):
        for minute in {*chosen, *edges, *(edge - 1 for edge in edges if edge > begin)}:
            agrees(minute, lit, edges, bool(hours) or any(period.kind == "hours" for period in periods))


def agrees(minute, lit, edges, has_hours):
    now = open_now(datetime.fromtimestamp(minute * 60 + 59, tz=UTC))
    assert now.is_open is (minute in lit)
    if not has_hours:
        assert now.text == ""
        return
    today, change = local_day(minute), next((edge for edge in edges if edge > minute), None)
    if change is None:
        return
    at = datetime.fromtimestamp(change * 60, tz=ZONE)
    if now.is_open and local_day(change - 1) == today:
        hour = "24" if at.date() > today else clock_time(at)
        assert now.text == f"Heute geöffnet bis {hour} Uhr"
    if not now.is_open:
        assert now.text.endswith(f"um {clock_time(at)} Uhr")
        assert ("heute um" in now.text) is (at.date() == today)
        assert ("morgen um" in now.text) is (at.date() == today + timedelta(days=1))


def local_day(minute):
    return datetime.fromtimestamp(minute * 60, tz=ZONE).date()


def test_the_status_needs_no_query_beyond_the_house_records(house, django_assert_num_queries):
    from kasch_site.common.caching import versions
    from kasch_site.house.building import building
    from kasch_site.house.models import OpeningHours

    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18))
    building()
    now = datetime.combine(MONDAY, time(10), tzinfo=ZONE)
    with versions.pinned(versions.read_stamp()), django_assert_num_queries(0):
        assert open_now(now).text == "Heute geöffnet bis 18 Uhr"
