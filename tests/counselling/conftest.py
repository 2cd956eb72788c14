"""Shared fixtures of the counselling: a schedule rule with its slots, and functions to book and to advance time."""

from datetime import date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from counselling.booking import bookings
from counselling.booking.person import Person
from counselling.booking.slots import expiry, holds
from counselling.models import Counsellor, ScheduleRule, Slot, Topic
from counselling.scheduling import slot_generation
from kasch_site.common import clock
from tests.support.database.lock_order import locks_before_writes

# A Tuesday; the schedule rule of the fixtures is for Wednesdays.
NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def in_november(time_machine):
    """Stop the clock on a Tuesday at ten in the morning."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def topic(house):
    return Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")


@pytest.fixture
def other_topic(house):
    return Topic.objects.create(name="Arbeitslosengeld", slug="alg", status="published")


@pytest.fixture
def schedule_rule(in_november, topic):
    """Return a rule for Wednesdays, 9 to 11, every 20 minutes: six slots a day, the last one for urgent matters."""
    rule = ScheduleRule.objects.create(
        counsellor=Counsellor.objects.create(name="Beispiel, Berta"),
        weekday=2,
        starts=time(9),
        ends=time(11),
        minutes=20,
        urgent=1,
        valid_from=date(2026, 11, 1),
    )
    rule.topics.add(topic)
    slot_generation.generate_slots_of_rule(rule)
    return rule


@pytest.fixture
def slots(schedule_rule):
    """Return all slots in order of time; the first six are those of tomorrow."""
    return list(Slot.objects.order_by("starts_at"))


@pytest.fixture
def book(topic):
    """Return a function that holds and books a slot, with a mail address unless another contact is given."""

    def make(slot, name="Frau Beispiel", about=None, is_urgent=False, client="", **contact):
        default = {"email": f"{uuid4().hex[:8]}@example.org"} if not {"email", "phone"} & contact.keys() else {}
        token = holds.hold(slot.pk, about or topic, is_urgent=is_urgent)
        with locks_before_writes():
            return bookings.book(token, about or topic, Person(name, **default, **contact), uuid4(), client)

    return make


@pytest.fixture
def advance(time_machine):
    """Return a function that advances the clock and processes what has expired."""

    def move(how_long):
        time_machine.move_to(clock.now() + how_long, tick=False)
        with locks_before_writes():
            return expiry.process_expired(clock.now())

    return move
