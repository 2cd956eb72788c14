"""Fixtures for events: an event, series, a date with two places, registrations."""

from datetime import date as day
from datetime import time, timedelta
from uuid import uuid4

import pytest

from events.models import Event, RegistrationSettings, Series
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.worker.execution import run_due_jobs


@pytest.fixture
def event(db):
    return Event.objects.create(title="Gymnastik", slug="gymnastik", status=Event.Status.PUBLISHED)


@pytest.fixture
def make_series(event):
    """Return a function that creates a series of the event, by default every Tuesday 9:30 to 10:30."""

    def make(**changed):
        values = {
            "event": event,
            "weekday": 1,
            "starts_on": day(2026, 1, 1),
            "starts_at": time(9, 30),
            "ends_at": time(10, 30),
            **changed,
        }
        return Series.objects.create(**values)

    return make


@pytest.fixture
def registration_settings(event):
    return RegistrationSettings.objects.create(event=event, places=2)


@pytest.fixture
def date(house, event, registration_settings):
    """Return a date in ten days with two places."""
    start = clock.now() + timedelta(days=10)
    return add_date(event, start, start + timedelta(hours=1))


@pytest.fixture
def register(date):
    """Return a function that registers a party by mail, or by phone if a number is given."""

    def make(name="Frau Weber", people=1, occurrence=None, by_staff=False, **contact):
        contact = contact or {"email": f"{uuid4().hex[:8]}@example.org"}
        return registrations.register(
            occurrence or date, Registrant(name, people, **contact), uuid4(), by_staff=by_staff
        )

    return make


@pytest.fixture
def run_jobs():
    """Return a function that runs the jobs that are due."""
    return lambda: run_due_jobs("test")


@pytest.fixture
def advance(time_machine):
    """Return a function that advances the clock."""

    def move(how_long):
        time_machine.move_to(clock.now() + how_long)

    return move
