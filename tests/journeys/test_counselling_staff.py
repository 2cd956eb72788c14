"""The staff pages of counselling fit on a phone and have no axe violations."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from counselling.booking import desk_bookings, moving
from counselling.booking.person import Person
from counselling.models import Booking, Counsellor, ScheduleRule, Slot, Topic
from counselling.scheduling import slot_generation
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD
from kasch_site.common import clock
from kasch_site.house.models import Language, Room


def at_the_desk(row, free):
    day = timezone.localdate(row.slot.starts_at).isoformat()
    yield reverse("admin:index")
    yield reverse("admin:counselling_booking_changelist")
    yield reverse("admin:counselling_booking_changelist") + "?q=Beispiel"
    yield reverse("admin:counselling_day", args=[day])
    yield reverse("admin:counselling_times", args=[row.topic.slug])
    yield reverse("admin:counselling_book", args=[row.topic.slug, free.pk])
    yield from (
        reverse(f"admin:counselling_{page}", args=[row.pk])
        for page in ("booking_change", "correct", "move", "cancel", "slip")
    )
    yield reverse("admin:counselling_move", args=[row.pk]) + f"?slot={free.pk}"
    yield reverse("admin:counselling_absence_ill")
    yield reverse("admin:messaging_calls")


def for_the_lead(row, free):
    yield reverse("admin:counselling_statistics")
    yield reverse("admin:counselling_walk_ins")
    yield reverse("admin:counselling_schedulerule_unmatched")
    yield reverse("admin:counselling_schedulerule_delete", args=[row.slot.rule_id])


def of_the_counsellor(row, free):
    yield reverse("admin:counselling_booking_changelist")
    yield reverse("admin:counselling_day", args=[timezone.localdate(row.slot.starts_at).isoformat()])
    yield reverse("admin:counselling_booking_change", args=[row.pk])


@pytest.fixture
def row(house, staff_user):
    """Create an appointment of a person to be called, in a room with a long name, and many free slots."""
    topic = Topic.objects.create(name="Grundsicherung und Wohngeld", slug="wohngeld", status="published")
    hours = ScheduleRule.objects.create(
        counsellor=Counsellor.objects.create(name="Beispiel, Berta", user=staff_user),
        weekday=(clock.today() + timedelta(days=1)).weekday(),
        starts=time(9),
        ends=time(12),
        minutes=20,
        room=Room.objects.create(name="Beratungszimmer", floor="Erdgeschoss"),
        valid_from=clock.today(),
    )
    hours.topics.add(topic)
    slot_generation.generate_slots_of_rule(hours)
    ukrainian = Language.objects.create(code="uk", name="Ukrainisch")
    person = Person("Beispiel mit langem Namen", phone="0371 33 50 521", interpreter=ukrainian, needs_step_free=True)
    slot = Slot.objects.order_by("starts_at").first()
    return desk_bookings.book(slot.pk, topic, person, uuid4())


@pytest.mark.parametrize(
    ("role", "pages"), [(DESK, at_the_desk), (LEAD, for_the_lead), (COUNSELLORS, of_the_counsellor)]
)
def test_every_staff_page_is_accessible_and_fits(row, open_as_staff, axe, overflow, each_display, pages):
    free = Slot.objects.free(clock.now()).order_by("starts_at").first()
    moving.move(row, free.pk, by=Booking.By.HOUSE)
    row.refresh_from_db()
    problems, page = [], open_as_staff()
    for address in pages(row, Slot.objects.free(clock.now()).order_by("starts_at").last()):
        assert page.goto(address).status == 200, address
        for way in each_display(page):
            problems += [f"{address}, {way}, is too wide: {element}" for element in overflow(page)]
            axe(page)
    assert not problems, "\n".join(problems)
