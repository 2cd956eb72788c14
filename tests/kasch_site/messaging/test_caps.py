"""Messages caused by visitors are limited per mailbox and number, those of the house are not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from counselling.booking import bookings, desk_bookings, moving
from counselling.booking.person import Person
from counselling.models import Booking, Counsellor, ScheduleRule, Slot, Topic
from events.models import Event, RegistrationSettings
from events.registration import registrations
from events.registration.registrant import Registrant
from events.scheduling import changes
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.common.models import RateLimitCount
from kasch_site.messaging import caps
from kasch_site.messaging.delivery.manual_delivery import open_messages
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import newsletters
from kasch_site.worker import execution

pytestmark = pytest.mark.django_db
STRANGER = "fremd@example.org"
LINK = "https://haus.example/mein/"
LAST = "schreiben wir nicht zu jedem Schritt"


@pytest.fixture(autouse=True)
def half_past_nine(time_machine):
    now = clock.now().replace(hour=8, minute=30)
    time_machine.move_to(now, tick=False)
    return now


def deliver():
    execution.run_due_jobs("me")
    return len(mail.outbox)


def request(section, number, to=STRANGER, **more):
    return section.send_message(f"s{number}", to=to, is_requested=True, link=LINK, **more)


def test_a_mailbox_gets_a_few_mails_an_hour_and_the_last_has_the_link(message_section):
    for number in range(20):
        request(message_section, number)
    assert deliver() == caps.MAX_PER_HOUR
    *first, last = mail.outbox
    assert all(LAST not in sent.body for sent in first)
    assert LAST in " ".join(last.body.split())
    assert LINK in last.body
    assert "erst in der nächsten Stunde wieder" in last.body
    assert Message.objects.filter(state="cancelled").count() == 20 - caps.MAX_PER_HOUR
    assert not Message.objects.open().exists()


@pytest.mark.parametrize("spelling", ["FREMD@Example.ORG", "fremd@ex\u00adample.org", "ｆremd@example.org"])
def test_each_spelling_of_a_mailbox_shares_one_cap(message_section, spelling):
    for number in range(caps.MAX_PER_HOUR):
        request(message_section, number)
    request(message_section, "x", to=spelling)
    assert deliver() == caps.MAX_PER_HOUR


def test_other_mailboxes_have_their_own_cap_and_the_next_hour_starts_anew(
    message_section, time_machine, half_past_nine
):
    for number in range(9):
        request(message_section, number)
    request(message_section, "other", to="andere@example.org")
    assert deliver() == caps.MAX_PER_HOUR + 1
    time_machine.move_to(half_past_nine + timedelta(hours=1), tick=False)
    request(message_section, "later")
    assert deliver() == caps.MAX_PER_HOUR + 2


def test_a_day_has_its_own_cap(message_section, time_machine, half_past_nine):
    for hour in range(5):
        time_machine.move_to(half_past_nine + timedelta(hours=hour), tick=False)
        for number in range(9):
            request(message_section, f"{hour}-{number}")
        deliver()
    assert len(mail.outbox) == caps.MAX_PER_DAY
    assert "erst morgen wieder" in mail.outbox[-1].body
    time_machine.move_to(half_past_nine + timedelta(days=1), tick=False)
    request(message_section, "tomorrow")
    assert deliver() == caps.MAX_PER_DAY + 1


def test_messages_caused_by_the_house_are_always_sent_and_not_counted(message_section):
    for number in range(9):
        request(message_section, number)
    for number in range(9):
        message_section.send_message(f"house{number}", to=STRANGER)
    assert deliver() == caps.MAX_PER_HOUR + 9
    assert sum(LAST in sent.body for sent in mail.outbox) == 1


def test_an_undelivered_mail_is_not_counted(message_section, server):
    server.refusals[STRANGER] = "450 try again"
    for number in range(9):
        request(message_section, number)
    execution.run_due_jobs("me")
    assert server.recipients == []
    assert not RateLimitCount.objects.exists()


def test_no_address_is_stored_for_counting(message_section):
    request(message_section, 1)
    deliver()
    assert RateLimitCount.objects.count() == 2
    assert STRANGER not in str(list(RateLimitCount.objects.values()))


def test_the_call_list_shows_few_calls_per_number_at_a_time(message_section):
    for number in range(9):
        request(message_section, number, to="0371 12345", channel=Channel.PHONE)
    message_section.send_message("house", Channel.PHONE, to="+49 371 12345")
    request(message_section, "other", to="0371 99999", channel=Channel.PHONE)
    shown = [message.message.subject for message in open_messages(Channel.PHONE)]
    assert len(shown) == caps.MAX_CALLS_PER_NUMBER + 2
    assert {"house", "sother"} <= set(shown)


@pytest.fixture
def free_slots(house):
    topic = Topic.objects.create(name="Wohngeld", slug="wohngeld", status="published")
    rule = ScheduleRule.objects.create(
        counsellor=Counsellor.objects.create(name="B"), weekday=0, starts="9:00", ends="17:00", valid_from=clock.today()
    )
    rule.topics.add(topic)
    first = clock.now() + timedelta(days=3)
    half_hours = [(first + timedelta(hours=number), first + timedelta(hours=number + 0.5)) for number in range(8)]
    return [
        Slot.objects.create(counsellor=rule.counsellor, rule=rule, starts_at=start, ends_at=end)
        for start, end in half_hours
    ]


def test_all_sections_share_one_cap_and_cancellations_by_the_house_are_always_sent(free_slots):
    """Subscribe, register and book for a stranger; then the house cancels."""
    for _number in range(4):
        subscriptions.request_subscriptions(STRANGER, newsletters(), uuid4())
    event = Event.objects.create(title="Lesung", slug="lesung", status="published")
    RegistrationSettings.objects.create(event=event, places=12)
    starts_at = clock.now() + timedelta(days=3)
    date = add_date(event, starts_at, starts_at + timedelta(hours=1))
    for name in ("A", "B"):
        registrations.register(date, Registrant(name, email=STRANGER), uuid4())
    row = desk_bookings.book(free_slots[0].pk, Topic.objects.get(), Person("C", email=STRANGER), uuid4())
    for slot in free_slots[1:]:
        row = moving.move(row, slot.pk)
        deliver()
    requested = deliver()
    assert requested == caps.MAX_PER_HOUR
    bookings.cancel(row, by=Booking.By.HOUSE)
    changes.cancel(date, "Wasserschaden")
    assert deliver() == requested + 3
