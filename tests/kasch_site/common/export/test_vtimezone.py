"""Time zones in calendars: another library that reads them must agree with the tz database to the second."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.export.vtimezone import changes, vtimezone

# Yearly rules on both halves of the earth, half an hour of summer time, dates that follow the moon, no change at all.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Jerusalem",
    "Africa/Casablanca",
    "Asia/Kolkata",
]


@cache
def read_back(name):
    lines = vtimezone(ZoneInfo(name), 2026, 2027).to_ical().decode()
    return tzical(StringIO(lines)).get(name)


@pytest.mark.parametrize("name", ZONES)
@given(moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_another_library_reads_the_offsets_of_the_tz_database(name, moment):
    local = moment.replace(microsecond=0, tzinfo=UTC).astimezone(ZoneInfo(name))
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        assert local.replace(tzinfo=read_back(name)).utcoffset() == local.utcoffset()


@pytest.mark.parametrize("name", ZONES)
def test_the_offsets_agree_around_every_change(name):
    zone = ZoneInfo(name)
    for change in changes(zone, 2026, 2027):
        moment = (change.shown - change.offset_from).replace(tzinfo=UTC)
        for distance in (timedelta(hours=-2), timedelta(seconds=-1), timedelta(0), timedelta(hours=2)):
            local = (moment + distance).astimezone(zone)
            if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
                assert local.replace(tzinfo=read_back(name)).utcoffset() == local.utcoffset(), (change, distance)


def test_summer_time_is_a_yearly_rule_because_outlook_reads_nothing_else():
    lines = vtimezone(ZoneInfo("Europe/Berlin"), 2026, 2026).to_ical().decode().split("\r\n")
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in lines
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in lines
    assert "DTSTART:20250330T020000" in lines
    assert "DTSTART:20251026T030000" in lines
    assert len([line for line in lines if line.startswith("BEGIN:")]) == 3


def test_a_change_that_follows_no_rule_is_written_for_each_year():
    lines = vtimezone(ZoneInfo("Asia/Jerusalem"), 2026, 2026).to_ical().decode()
    assert "RRULE" not in lines
    assert lines.count("BEGIN:DAYLIGHT") > 5


@pytest.mark.parametrize("years", [(1, 1), (1969, 1971), (2026, 9999), (9998, 9999)])
def test_far_years_are_neither_an_error_nor_an_endless_search(years):
    lines = vtimezone(ZoneInfo("Europe/Berlin"), *years).to_ical().decode()
    assert "BEGIN:STANDARD" in lines
