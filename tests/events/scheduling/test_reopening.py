"""Deleting a closing day restores dates of series at once, except those cancelled by staff."""

from datetime import date, time

import pytest
import time_machine

from events.models import Event, Series
from events.scheduling.changes import cancel
from events.scheduling.generation import make_dates
from kasch_site.house.models import SpecialPeriod


@pytest.fixture
def closing(house):
    with time_machine.travel("2026-11-20 12:00+01:00", tick=False):
        event = Event.objects.create(title="Nähen", slug="naehen", status="published")
        Series.objects.create(event=event, weekday=1, starts_on=date(2026, 11, 1), starts_at=time(14), ends_at=time(16))
        closing = SpecialPeriod.objects.create(
            kind="closed", name="Wasserschaden", first_day=date(2026, 11, 24), last_day=date(2026, 11, 24)
        )
        make_dates(date(2026, 11, 20))
        yield closing


def on(day):
    return Event.objects.get().occurrences.get(slot=day)


def test_dates_of_a_series_are_restored_when_staff_delete_the_closing_day(closing, admin_client):
    assert on(date(2026, 11, 24)).is_cancelled
    admin_client.post(f"/admin/house/closingday/{closing.pk}/delete/", {"post": "yes"})
    assert not SpecialPeriod.objects.filter(pk=closing.pk).exists()
    assert not on(date(2026, 11, 24)).is_cancelled


def test_dates_cancelled_by_staff_stay_cancelled(closing, admin_client):
    cancel(on(date(2026, 12, 1)), "Nähmaschine in Reparatur")
    admin_client.post(f"/admin/house/closingday/{closing.pk}/delete/", {"post": "yes"})
    assert on(date(2026, 12, 1)).is_cancelled
