"""Fifty names are stored in all sections, and none is left in the database file after its retention."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from counselling import access_log
from counselling.booking import bookings, desk_bookings, moving
from counselling.booking.person import Person
from counselling.models import Counsellor, ScheduleRule, Slot, Topic
from events.models import Event, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.inquiries import intake
from kasch_site.inquiries import replies as inquiries
from kasch_site.messaging.models import Subscription
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletters
from kasch_site.pages import barriers
from kasch_site.visitors.subject_access import requests
from kasch_site.worker.execution import run_due_jobs
from newspaper.contributions import decisions
from newspaper.contributions.decisions import Decision
from newspaper.editing import reports
from newspaper.removal import requests as removals
from tests.newspaper.contributions.samples import letter, submit
from tests.newspaper.factories import make_issue
from tests.support.database.database_contents import contents
from tests.support.toys.waiting import waiting

NAMES = [f"kanari{number:02}vogel" for number in range(50)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event(house, admin_user):
    made = Event.objects.create(title="Lesung", slug="lesung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=made, places=12)
    return made


def mail(name):
    return f"{name}@example.org"


def create_records(event):
    """Store ten or more names in each section, by all means of input."""
    start = clock.now() + timedelta(days=3)
    date = add_date(event, start, start + timedelta(hours=1))
    rows = [registrations.register(date, Registrant(name, email=mail(name)), uuid4()) for name in NAMES[:16]]
    registrations.cancel(rows[0])
    row = rows[1]
    Registration.objects.filter(pk=row.pk).update(name=NAMES[17])
    LogEntry.objects.create(
        user=User.objects.get(username="admin"),
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=rows[0].pk,
        object_repr=NAMES[16],
        action_flag=CHANGE,
    )
    for name in NAMES[18:26]:
        barriers.settle(type(barriers.report(description=f"Stufe, sagt {name}", contact=mail(name))).objects.all())
    for name in NAMES[26:34]:
        inquiry = intake.offer_help(
            message_id=uuid4(), tasks=[], description=f"{name} hilft", when="montags", name=name, email=mail(name)
        )
        inquiries.answer(inquiry, f"Gern, {name}!", is_notified=True, by=None)
    for name in NAMES[34:38]:
        declined = submit(letter(text=f"{name} schreibt."), name=name, email=mail(name))
        decisions.decide(declined, Decision("declined", reason=f"Danke, {name}, aber zu lang."))
    for name in NAMES[38:40]:
        subscriptions.request_subscriptions(mail(name), newsletters(), uuid4())
    removals.answer(
        removals.create(NAMES[40], f"{NAMES[40]} auf Seite 3", uuid4(), name=NAMES[40], email=mail(NAMES[40])),
        "done",
        f"{NAMES[40]} ist weg.",
    )
    reports.report(make_issue().pages.get(number=1), f"Fragen Sie {mail(NAMES[41])}.", uuid4())
    plant_appointments(NAMES[42:50])
    run_due_jobs("test")


def plant_appointments(names):
    """Book, cancel, move, book at the desk with a note, and wait; read and print a record."""
    topic = Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")
    counsellor = Counsellor.objects.create(name="Beispiel")
    first = clock.now() + timedelta(days=2)
    hours = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=0, starts=time(9), ends=time(17), valid_from=clock.today()
    )
    hours.topics.add(topic)
    slots = [
        Slot.objects.create(
            counsellor=counsellor,
            rule=hours,
            starts_at=first + timedelta(hours=number),
            ends_at=first + timedelta(hours=number, minutes=30),
        )
        for number in range(len(names) + 1)
    ]
    rows = [
        desk_bookings.book(slot.pk, topic, Person(name, email=mail(name), note=f"{name} klingelt"), uuid4())
        for name, slot in zip(names[:-1], slots, strict=False)
    ]
    bookings.cancel(rows[0])
    moving.move(rows[1], slots[-1].pk)
    access_log.log(User.objects.get(username="admin"), "record", rows)
    waiting(topic, Person(names[-1], email=mail(names[-1])), uuid4())


def remaining_names():
    database = contents()
    return [name for name in NAMES if name.encode() in database]


def test_fifty_names_are_erased_after_their_retention(event, time_machine):
    now = clock.now()
    time_machine.move_to(now)
    create_records(event)
    assert len(remaining_names()) == 50, "the names were not planted"
    time_machine.move_to(now + timedelta(days=420))
    call_command("purge", verbosity=0)
    connection.close()
    assert remaining_names() == []


def test_a_person_is_erased_on_request_at_once(event):
    create_records(event)
    by = User.objects.get(username="admin")
    for name in NAMES:
        requests.erase(mail(name), by)
    assert remaining_names() == []


def test_an_address_is_erased_on_unsubscribing(house):
    subscriptions.add_on_paper(mail(NAMES[0]), newsletters())
    subscription = Subscription.objects.get()
    assert remaining_names() == NAMES[:1]
    subscriptions.unsubscribe(subscription)
    assert remaining_names() == []
