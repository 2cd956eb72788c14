"""Concurrent generations create each date once."""

from datetime import date, time

import pytest

from events.models import Event, Occurrence, Series
from events.scheduling import changes
from events.scheduling.generation import add_date, make_dates
from kasch_site.common import clock
from tests.support.processes.threads import run_concurrently

TODAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(clock.local(TODAY, time(8)), tick=False)


def gymnastics():
    event = Event.objects.create(title="Gymnastik", slug="gymnastik")
    for weekday in (1, 3):
        Series.objects.create(
            event=event, weekday=weekday, starts_on=TODAY, starts_at=time(9, 30), ends_at=time(10, 30)
        )
    return event


def test_four_concurrent_generations_create_each_date_once(transactional_db):
    gymnastics()
    run_concurrently(lambda: make_dates(TODAY), times=4)
    assert Occurrence.objects.count() == 83 + 82
    assert Occurrence.objects.values("series", "slot").distinct().count() == 83 + 82
    assert make_dates(TODAY) == []


def test_four_concurrent_moves_count_as_one_change(transactional_db):
    gymnastics()
    make_dates(TODAY)
    Series.objects.update(starts_at=time(8))
    run_concurrently(lambda: make_dates(TODAY), times=4)
    assert set(Occurrence.objects.values_list("sequence", flat=True)) == {1}


def test_dates_added_manually_and_by_the_rule_at_once_have_different_slugs(transactional_db):
    event = gymnastics()
    day = date(2026, 11, 24)
    start, end = clock.local(day, time(18)), clock.local(day, time(19))
    run_concurrently(*[lambda: add_date(event, start, end)] * 3, lambda: make_dates(TODAY))
    keys = Occurrence.objects.filter(starts_at__range=clock.day_bounds(day)).values_list("key", flat=True)
    assert sorted(keys) == ["2026-11-24", "2026-11-24-2", "2026-11-24-3", "2026-11-24-4"]


def test_a_date_cancelled_while_its_series_moves_stays_cancelled(transactional_db):
    gymnastics()
    make_dates(TODAY)
    row = Occurrence.objects.get(slot=date(2026, 11, 24))
    Series.objects.update(starts_at=time(8))
    run_concurrently(
        lambda: make_dates(TODAY), lambda: changes.cancel(row, "krank"), lambda: changes.retitle(row, "Mit Gast")
    )
    row.refresh_from_db()
    assert (row.status, row.reason, row.title, row.is_different) == ("cancelled", "krank", "Mit Gast", True)
