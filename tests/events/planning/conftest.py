"""Fixtures for preparing December: it is 22 November, and staff with the permission are logged in."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group

from events.models import Event
from events.scheduling.generation import add_date
from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock
from kasch_site.house.models import Room

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))
DECEMBER = date(2026, 12, 1)
PREPARE = "/admin/events/printedplan/2026/12/"


@pytest.fixture(autouse=True)
def in_november(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hall(db):
    return Room.objects.create(name="Saal")


@pytest.fixture
def cafe(db):
    return Room.objects.create(name="Café")


@pytest.fixture
def editor(client):
    user = User.objects.create_user("anna", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


@pytest.fixture
def single(db):
    """Return a function that creates an event with one date, by default on 8 December from 10 to 12."""

    def make(title="Adventslesung", day=8, start=10, end=12, year=2026, month=12, **values):
        values = {"status": Event.Status.PUBLISHED, **values}
        event = Event.objects.create(title=title, **values)
        on = date(year, month, day)
        return add_date(event, clock.local(on, time(start)), clock.local(on, time(end)))

    return make
