"""Withdrawing a topic: no booking and no waitlist entry is left for a topic that residents cannot see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counselling.booking import desk_bookings, publication, waitlist
from counselling.booking.offers import acceptance, alternatives
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import expiry
from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry
from counselling.notifications import notifications
from counselling.notifications.messages import render_message
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from kasch_site.worker.execution import run_due_jobs
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db

CHANGELIST = "/admin/counselling/topic/"


def withdraw(topic):
    return publication.withdraw(Topic.objects.filter(pk=topic.pk))


def wait(topic, contact="w@example.org"):
    field = "email" if "@" in contact else "phone"
    return waiting(topic, Person("Herr Li", **{field: contact}))


def test_appointments_are_cancelled_and_waiting_persons_notified_once(topic, slots, book, other_topic):
    row, entry = book(slots[6]), wait(topic)
    run_due_jobs("test")
    mail.outbox.clear()
    assert withdraw(topic) == 1
    run_due_jobs("test")
    row.refresh_from_db()
    entry.refresh_from_db()
    assert (row.state, row.cancelled_by, entry.state) == ("cancelled", "house", "left")
    assert sorted(each.to[0] for each in mail.outbox) == sorted([row.email, entry.email])
    assert not [each for each in mail.outbox if topic.name in each.subject + each.body]


def test_waiting_persons_are_locked_before_the_first_appointment_is_cancelled(topic, slots, book):
    book(slots[6]), wait(topic)
    with CaptureQueriesContext(connection) as queries:
        withdraw(topic)
    statements = [each["sql"] for each in queries]
    locked = next(at for at, sql in enumerate(statements) if 'FROM "counselling_waitlistentry"' in sql)
    assert "FOR UPDATE" in statements[locked] or not connection.features.has_select_for_update
    assert locked < next(at for at, sql in enumerate(statements) if sql.startswith(("UPDATE", "INSERT")))


def test_open_offers_end_and_their_slots_are_free_again(topic, slots, book):
    row = book(slots[6])
    alternatives.cancel_and_offer_alternatives(row)
    entry = wait(topic)
    expiry.process_expired(clock.now())
    assert Offer.objects.open().count() == 3
    withdraw(topic)
    assert not Offer.objects.open().exists()
    assert not Slot.objects.filter(state="offered").exists()
    assert WaitlistEntry.objects.get(pk=entry.pk).state == "left"
    assert Message.objects.about("counselling", f"booking:{row.pk}").open().get().kind == "cancelled"


@pytest.mark.parametrize("hide", [{"status": "draft"}, {"publish_at": "tomorrow"}])
def test_nothing_of_a_hidden_topic_can_be_booked_accepted_or_waited_for(topic, slots, book, hide, advance):
    row = book(slots[6])
    alternatives.cancel_and_offer_alternatives(row)
    offer = Offer.objects.open().first()
    values = {name: clock.now() + timedelta(days=1) if name == "publish_at" else v for name, v in hide.items()}
    Topic.objects.filter(pk=topic.pk).update(**values)
    topic.refresh_from_db()
    with pytest.raises(BookingRefused, match="zurzeit nicht an"):
        desk_bookings.book(slots[9].pk, topic, Person("Frau Ohne"), uuid4())
    with pytest.raises(BookingRefused, match="zurzeit nicht an"):
        acceptance.accept(offer)
    with pytest.raises(BookingRefused, match="zurzeit nicht an"):
        waitlist.join(topic, Person("Herr Li", email="li@example.org"), uuid4())
    cancellation = render_message("instead", f"booking:{row.pk}")  # a cancellation without alternatives
    assert cancellation.subject.startswith("Abgesagt: ")
    assert "/angebot/" not in cancellation.text


def test_no_reminder_is_sent_for_a_hidden_topic(topic, slots, book, time_machine):
    row = book(slots[6])
    Topic.objects.update(status="draft")
    time_machine.move_to(slots[6].starts_at - timedelta(hours=1), tick=False)
    notifications.remind(clock.now())
    assert render_message("reminder", f"booking:{row.pk}") is None


def test_the_list_and_the_form_name_the_affected_persons(admin_client, topic, slots, book):
    book(slots[6]), wait(topic)
    confirmation = admin_client.post(CHANGELIST, {"action": "withdraw", "_selected_action": [topic.pk]}).text
    assert "ein Termin ist vergeben, ein Mensch wartet" in confirmation
    assert "Wer bekommt eine Nachricht?" in confirmation
    assert Booking.objects.get().state == "booked"
    admin_client.post(CHANGELIST, {"action": "withdraw", "_selected_action": [topic.pk], "_confirmed": "yes"})
    assert Booking.objects.get().state == "cancelled"
    assert Topic.objects.get(pk=topic.pk).status == "draft"
