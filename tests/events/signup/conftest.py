"""What tests of sign-ups share: a date with two places, and parties that sign up in one line."""

from datetime import timedelta
from uuid import uuid4

import pytest

from events.signup.models import Terms
from events.signup.registration import Party, register
from events.timetable import add_date
from kasch_site.common import clock
from kasch_site.common.jobs.working import do_waiting


@pytest.fixture
def terms(event):
    return Terms.objects.create(event=event, places=2)


@pytest.fixture
def date(house, event, terms):
    """A date in ten days with two places."""
    start = clock.now() + timedelta(days=10)
    return add_date(event, start, start + timedelta(hours=1))


@pytest.fixture
def sign_up(date):
    """A function that signs a party up by mail, unless a phone number is given."""

    def make(name="Frau Weber", people=1, occurrence=None, by_staff=False, **reach):
        reach = reach or {"email": f"{uuid4().hex[:8]}@example.org"}
        return register(occurrence or date, Party(name, people, **reach), uuid4(), by_staff=by_staff)

    return make


@pytest.fixture
def work():
    """A function that does the jobs that are due."""
    return lambda: do_waiting("test")


@pytest.fixture
def later(time_machine):
    """A function that lets so much time pass."""

    def wait(how_long):
        time_machine.move_to(clock.now() + how_long)

    return wait
