"""Descriptions of rules in German."""

from datetime import date, time

import pytest
from django.utils.dates import MONTHS
from hypothesis import given

from events.models import Series
from events.recurrence.descriptions import WEEK, days_in_words, series_in_words
from events.recurrence.rules import first_day, rule_of
from kasch_site.common import clock
from tests.events.scheduling.test_properties import series_values
from tests.proving import examples

MORNING = {"starts_at": time(9, 30), "ends_at": time(10, 30)}


@pytest.mark.parametrize(
    ("series_values", "expected"),
    [
        ({"weekday": 1}, "jeden Dienstag, 9:30–10:30 Uhr"),
        ({"weekday": 2, "interval": 2}, "alle 2 Wochen mittwochs, 9:30–10:30 Uhr"),
        ({"frequency": "monthly", "weekday": 5, "nth": -1}, "am letzten Samstag im Monat, 9:30–10:30 Uhr"),
        (
            {"frequency": "monthly", "weekday": 3, "nth": 2, "interval": 3},
            "alle 3 Monate am zweiten Donnerstag, 9:30–10:30 Uhr",
        ),
        (
            {"frequency": "monthly", "weekday": 6, "nth": 1, "interval": 12, "starts_on": date(2026, 4, 20)},
            "jedes Jahr am ersten Sonntag im Mai, 9:30–10:30 Uhr",
        ),
        (
            {"frequency": "monthly", "weekday": 6, "nth": 1, "interval": 24},
            "alle 2 Jahre am ersten Sonntag im Januar, 9:30–10:30 Uhr",
        ),
        (
            {"frequency": "monthly", "weekday": 0, "nth": 1, "interval": 12, "starts_on": date(2027, 1, 15)},
            "jedes Jahr am ersten Montag im Februar, 9:30–10:30 Uhr, ab 1. Februar 2027",
        ),
        (
            {"weekday": 0, "starts_on": date(2026, 12, 3)},
            "jeden Montag, 9:30–10:30 Uhr, ab 7. Dezember 2026",
        ),
        ({"frequency": "yearly", "starts_on": date(2026, 5, 1), "is_all_day": True}, "jedes Jahr am 1. Mai, ganztägig"),
        (
            {"frequency": "yearly", "starts_on": date(2024, 2, 29)},
            "jedes Jahr am letzten Tag im Februar, 9:30–10:30 Uhr",
        ),
        (
            {"frequency": "yearly", "starts_on": date(2026, 10, 3), "interval": 5},
            "alle 5 Jahre am 3. Oktober, 9:30–10:30 Uhr",
        ),
        ({"weekday": 0, "until": date(2026, 12, 14)}, "jeden Montag, 9:30–10:30 Uhr, bis 14. Dezember 2026"),
        ({"weekday": 0, "count": 10}, "jeden Montag, 9:30–10:30 Uhr, 10-mal"),
        (
            {"weekday": 6, "starts_on": date(2027, 1, 3), "count": 3},
            "jeden Sonntag, 9:30–10:30 Uhr, ab 3. Januar 2027, 3-mal",
        ),
        ({"weekday": 4, "starts_at": time(20), "ends_at": time(0)}, "jeden Freitag, 20–24 Uhr"),
    ],
)
def test_a_series_has_a_description_of_its_recurrence(series_values, expected, time_machine):
    time_machine.move_to("2026-11-22 12:00+01:00")
    series = Series(**{"starts_on": date(2026, 1, 1), **MORNING, **series_values})
    assert series_in_words(series) == expected
    assert str(series) == expected


@pytest.mark.parametrize("missing", ["weekday", "starts_on", "starts_at", "interval"])
def test_an_incomplete_rule_has_a_description(missing):
    series_values = {"weekday": 1, "starts_on": date(2026, 1, 1), **MORNING, missing: None}
    assert str(Series(**series_values)) == "jede Woche oder alle paar Wochen"


@examples(200)
@given(series_values())
def test_a_month_in_the_description_is_the_month_of_all_dates(series_values):
    series = Series(**series_values)
    named = [month for month, name in MONTHS.items() if str(name) in days_in_words(series).split()]
    for moment, _number in zip(rule_of(series), range(5), strict=False):
        assert named in ([], [moment.month])


@examples(200)
@given(series_values())
def test_a_series_that_starts_later_states_its_first_date(series_values):
    series = Series(**series_values)
    first = first_day(series) or series.starts_on
    says_start = f", ab {first.day}. {MONTHS[first.month]} {first.year}" in series_in_words(series)
    assert says_start == (first > clock.today() + WEEK)
