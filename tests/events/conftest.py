"""What tests of events share: an event, and series made in one line."""

from datetime import date, time

import pytest

from events.models import Event, Series


@pytest.fixture
def event(db):
    return Event.objects.create(title="Gymnastik", slug="gymnastik", status=Event.Status.PUBLISHED)


@pytest.fixture
def make_series(event):
    """A function that makes a series of the event: every Tuesday 9:30 to 10:30, unless said otherwise."""

    def make(**answers):
        values = {
            "event": event,
            "weekday": 1,
            "starts_on": date(2026, 1, 1),
            "starts_at": time(9, 30),
            "ends_at": time(10, 30),
            **answers,
        }
        return Series.objects.create(**values)

    return make
