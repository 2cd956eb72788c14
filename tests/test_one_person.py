"""A person with eight spellings of a mailbox and five of a number is one person: limited, shown, erased."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from counselling.booking import desk_bookings, waitlist
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Booking, Counsellor, ScheduleRule, Slot, Topic, WaitlistEntry
from events.models import Event, Registration, RegistrationSettings
from events.registration import registrations
from events.registration.refusals import MAX_PER_CONTACT_AND_DATE, DuplicateRegistration
from events.registration.registrant import Registrant
from events.scheduling.generation import add_date
from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.inquiries import intake
from kasch_site.inquiries.models import Inquiry
from kasch_site.messaging.models import Message, Subscriber
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletters
from kasch_site.pages import barriers
from kasch_site.pages.models import BarrierReport
from kasch_site.visitors.models import AccessToken
from kasch_site.visitors.subject_access import requests
from kasch_site.worker.execution import run_due_jobs
from library.circulation import numbering
from library.circulation import purchase_requests as wishes
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Hold, LendingRules, MediumKind, NumberKind, Patron, PurchaseRequest, Title
from newspaper.models import Contribution, RemovalRequest
from newspaper.removal import requests as removals
from tests.newspaper.contributions.samples import submit
from tests.support.database.database_contents import contents
from tests.support.toys.waiting import waiting

MAILBOX = [
    "kanari@vogel-müller.de",
    "Kanari@Vogel-Müller.DE",
    "kanari@xn--vogel-mller-zhb.de",
    "kanari\u200b@vogel-müller.de",
    "kana\u2060ri@vogel-mu\u0308ller.de",
    "\ufeffkanari@vogel-müller.de",
    "kana\u00adri@vogel-müller.de",
    "ｋａｎａｒｉ@vogel-müller.de",
]
NUMBER = ["0371 4567890", "+49 371 4567890", "0049 (0)371/456 78 90", "456 78 90", "０３７１ ４５６‑７８９０"]
NAME = "Kanarivogel"
REQUESTS_OF_EACH_KIND = 3
MARKS = [b"kanari", b"Kanari", b"456 78 90", b"4567890", "ｋａｎａｒｉ".encode()]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def area_code(house):
    """Return a house with an area code in its number."""
    house.phone = "0371 456789"
    house.save()


@pytest.fixture
def date(house, admin_user):
    """Return a date with many places."""
    event = Event.objects.create(title="Lesung", slug="lesung", status=Event.Status.PUBLISHED)
    RegistrationSettings.objects.create(event=event, places=90)
    start = clock.now() + timedelta(days=3)
    return add_date(event, start, start + timedelta(hours=1))


@pytest.fixture
def topic(house):
    return Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")


@pytest.fixture
def slots(topic):
    """Create twenty slots of one counsellor."""
    counsellor, first = Counsellor.objects.create(name="Beispiel"), clock.now() + timedelta(days=2)
    rule = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=0, starts=time(9), ends=time(17), valid_from=clock.today()
    )
    rule.topics.add(topic)
    starts = [first + timedelta(hours=number) for number in range(20)]
    return [
        Slot.objects.create(counsellor=counsellor, rule=rule, starts_at=start, ends_at=start + timedelta(minutes=30))
        for start in starts
    ]


def allowed(refusal, attempts):
    """Make these attempts; return the number that was not refused."""
    done = 0
    for attempt in attempts:
        try:
            attempt()
        except refusal:
            continue
        done += 1
    return done


def register(date, number, **contact):
    return lambda: registrations.register(date, Registrant(f"{NAME} {number}", **contact), uuid4())


@pytest.mark.parametrize(("way", "spellings"), [("email", MAILBOX), ("phone", NUMBER)])
def test_the_registrations_of_a_contact_are_limited_across_spellings(date, way, spellings):
    attempts = [register(date, number, **{way: typed}) for number, typed in enumerate(spellings)]
    assert allowed(DuplicateRegistration, attempts) == MAX_PER_CONTACT_AND_DATE
    assert len({key for row in Registration.objects.all() for key in row.keys}) == 1


@pytest.mark.parametrize(("way", "spellings"), [("email", MAILBOX), ("phone", NUMBER)])
def test_the_waitlist_entries_of_a_contact_are_limited_across_spellings(topic, way, spellings):
    def wait(typed):
        return lambda: waitlist.join(topic, Person(NAME, **{way: typed}), uuid4(), client="house")

    same = allowed(BookingRefused, [wait(spellings[0]) for _ in range(9)])
    assert 0 < same < 9
    WaitlistEntry.objects.all().delete()
    assert allowed(BookingRefused, [wait(typed) for typed in spellings * 2]) == 0, "the limit counted other spellings"


@pytest.mark.parametrize(("way", "spellings"), [("email", MAILBOX), ("phone", NUMBER)])
def test_the_holds_of_a_contact_are_limited_across_spellings(titles, way, spellings):
    LendingRules.objects.update(max_holds=3)
    attempts = [
        lambda typed=typed, title=title: reservations.reserve(title, Requester(NAME, **{way: typed}), uuid4())
        for typed, title in zip(spellings, titles, strict=False)
    ]
    assert allowed(CirculationRefused, attempts) == 3


def request_purchase(number, **contact):
    ends = clock.today() + timedelta(days=30)
    return wishes.create(uuid4(), text=f"Ein Buch über Kanaris, Band {number}", ends_on=ends, name=NAME, **contact)


@pytest.mark.parametrize(("way", "spellings"), [("email", MAILBOX), ("phone", NUMBER)])
def test_purchase_requests_of_a_contact_are_limited_across_spellings(house, way, spellings):
    attempts = [
        lambda number=number, typed=typed: request_purchase(number, **{way: typed})
        for number, typed in enumerate(spellings * 2)
    ]
    assert allowed(CirculationRefused, attempts) == wishes.MAX_OPEN


def request_removal(**contact):
    return removals.create(NAME, "Seite 3", uuid4(), name=NAME, **contact)


@pytest.mark.parametrize(("way", "spellings"), [("email", MAILBOX), ("phone", NUMBER)])
def test_the_requests_of_a_contact_to_be_hidden_are_limited_across_spellings(house, way, spellings):
    attempts = [lambda typed=typed: request_removal(**{way: typed}) for typed in spellings * 2]
    assert allowed(removals.RemovalRefused, attempts) == removals.MAX_OPEN


def test_eight_spellings_create_one_subscription(house, date):
    for typed in MAILBOX:
        subscriptions.request_subscriptions(typed, newsletters(), uuid4())
    assert Subscriber.objects.count() == 1


@pytest.fixture
def titles(house):
    """Return twenty titles of the library, and rules that let one person reserve them all."""
    LendingRules.objects.create(max_holds=20)
    medium = MediumKind.objects.create(name="Buch", slug="buch")
    titles = [Title.objects.create(title="Krabat", medium=medium, added_on=clock.today()) for _number in range(20)]
    for title, number in zip(titles, numbering.allocate(NumberKind.COPY, 20), strict=True):
        Copy.objects.create(title=title, number=number, added_on=clock.today())
    return titles


@pytest.fixture
def everywhere(date, topic, slots, titles):
    """Submit every public form once in each spelling; those with a limit `REQUESTS_OF_EACH_KIND` times."""
    contacts = [*[{"email": typed} for typed in MAILBOX], *[{"phone": typed} for typed in NUMBER]]
    for number, (contact, slot, title) in enumerate(zip(contacts, slots, titles, strict=False)):
        reservations.reserve(title, Requester(NAME, **contact), uuid4())
        patrons.register(patrons.NewPatron(f"{NAME} {number}", **contact), uuid4())
        registrations.register(date, Registrant(f"{NAME} {number}", **contact), uuid4(), by_staff=True)
        desk_bookings.book(slot.pk, topic, Person(NAME, **contact), uuid4())
        waiting(topic, Person(NAME, **contact))
        intake.offer_help(message_id=uuid4(), tasks=[], description="Ich helfe", when="montags", name=NAME, **contact)
        wanted = {"room": None, "day": None, "when": "samstags", "people": 12, "description": "Geburtstag"}
        intake.request_room(message_id=uuid4(), **wanted, name=NAME, **contact)
        barriers.report(description="Die Tür ist schwer.", contact=f"{NAME}, {next(iter(contact.values()))}")
    for number, typed in enumerate(MAILBOX[-REQUESTS_OF_EACH_KIND:]):
        request_purchase(number, email=typed)
        submit(name=NAME, email=typed)
        request_removal(email=typed)
    for number, typed in enumerate(NUMBER[-REQUESTS_OF_EACH_KIND:]):
        request_purchase(number, phone=typed)
        submit(name=NAME, phone=typed)
        request_removal(phone=typed)
    for typed in MAILBOX:
        subscriptions.request_subscriptions(typed, newsletters(), uuid4())
    LogEntry.objects.create(
        user=User.objects.get(username="admin"),
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=Registration.objects.first().pk,
        object_repr=NAME,
        action_flag=CHANGE,
    )
    run_due_jobs("test")


MODELS = (
    *(Registration, Booking, WaitlistEntry, Inquiry, Subscriber, BarrierReport),
    *(Hold, Patron, PurchaseRequest, Contribution, RemovalRequest),
)
OF_EACH_SPELLING = 8


def test_every_spelling_finds_all_data_of_a_contact(everywhere):
    def known(typed):
        return sum(len(data.records) for data in requests.look_up(typed))

    assert {known(typed) for typed in MAILBOX} == {
        OF_EACH_SPELLING * len(MAILBOX) + 3 * REQUESTS_OF_EACH_KIND + len(newsletters())
    }
    assert {known(typed) for typed in NUMBER} == {OF_EACH_SPELLING * len(NUMBER) + 3 * REQUESTS_OF_EACH_KIND}


def test_erasing_two_spellings_erases_everything(everywhere):
    assert all(mark in contents() for mark in MARKS[:2]), "nothing was planted"
    by = User.objects.get(username="admin")
    requests.erase(MAILBOX[3], by)
    requests.erase(NUMBER[3], by)
    assert [model.__name__ for model in MODELS if model.objects.exists()] == []
    assert not Message.objects.exists() and not AccessToken.objects.exists()
    assert not LogEntry.objects.filter(object_repr__contains=NAME).exists()
    call_command("purge", verbosity=0)
    connection.close()
    assert [mark for mark in MARKS if mark in contents()] == []
