"""Answers to offers on the call list are applied at once, and once."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from events.models import OccurrenceCapacity, Registration
from events.registration import registrations
from events.scheduling import changes
from kasch_site.accounts.roles import EDITORS
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
CALLS = "/admin/messaging/message/anrufe/"
ACCEPT, DECLINE = "accept", "decline"


@pytest.fixture
def desk(client, django_user_model):
    user = django_user_model.objects.create_user("empfang", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.user = user
    client.force_login(user)
    return client


@pytest.fixture
def offer(register):
    """Create a full date with two waiting persons with a phone only; the first has an offer."""
    first = register("Frau Weber")
    register("Herr Li")
    waits = register("Frau Kurz", phone="0371 33 50 520")
    register("Herr Lang", phone="0371 33 50 521")
    registrations.cancel(first)
    return Registration.objects.get(pk=waits.pk)


def call_about(row):
    return Message.objects.get(section="registration", kind="offer", subject=str(row.pk))


def press(client, message, key):
    """Press a button of the call; return the message shown."""
    response = client.post(CALLS, {"message": message.pk, "answer": key}, follow=True)
    assert response.status_code == 200
    return parse(response).one("ul", class_="messagelist").text


def state(row):
    return Registration.objects.get(pk=row.pk).state


def offered():
    return list(Registration.objects.offered().values_list("name", flat=True))


def test_the_call_states_the_deadline_and_has_an_accept_and_a_decline_button(desk, offer):
    (entry,) = parse(desk.get(CALLS)).all("ul", class_="calls")
    assert entry.one("h2").text == "Frau Kurz"
    assert "Antwort bis" in entry.one("p", class_="deadline").text
    assert "Ein Platz ist frei" in entry.one("p", class_="spoken-text").text
    assert [button.text for button in entry.all("button")][:2] == ["Nimmt den Platz", "Möchte den Platz nicht"]


def test_accepting_by_phone_books_the_place_and_cancels_the_call(desk, offer):
    message = press(desk, call_about(offer), ACCEPT)
    assert message.startswith("Frau Kurz kommt: ")
    assert "Der Code: " in message
    assert state(offer) == "booked"
    assert call_about(offer).state == "done"
    assert LogEntry.objects.get().object_id == str(offer.pk)


def test_declining_by_phone_offers_the_place_to_the_next(desk, offer):
    assert press(desk, call_about(offer), DECLINE).startswith("Frau Kurz kommt nicht: ")
    assert state(offer) == "cancelled"
    assert call_about(offer).state == "done"
    assert offered() == ["Herr Lang"]


@pytest.mark.parametrize(("key", "end"), [(ACCEPT, "booked"), (DECLINE, "cancelled")])
def test_answering_twice_counts_once(desk, offer, key, end):
    message = call_about(offer)
    first, before = press(desk, message, key), Message.objects.count()
    assert press(desk, message, key) == first.replace(" Ansehen und ändern", "")
    assert state(offer) == end
    assert (Message.objects.count(), offered()) == (before, [] if key == ACCEPT else ["Herr Lang"])


def test_a_late_refusal_does_not_cancel_an_accepted_offer(desk, offer):
    message = call_about(offer)
    press(desk, message, ACCEPT)
    assert "schon beantwortet" in press(desk, message, DECLINE)
    assert state(offer) == "booked"


def test_an_offer_accepted_on_the_website_is_not_called_about(desk, offer):
    message = call_about(offer)
    registrations.accept(offer)
    assert press(desk, message, ACCEPT).startswith("Frau Kurz kommt: ")
    message.refresh_from_db()
    assert message.state == "cancelled"


@pytest.mark.parametrize("has_noticed", [True, False])
def test_answering_a_lapsed_offer_is_refused_with_a_message(desk, offer, advance, run_jobs, has_noticed):
    message = call_about(offer)
    advance(timedelta(hours=62))
    if has_noticed:
        run_jobs()
    desk.force_login(desk.user)  # staff who logged in two days ago have to do it again
    assert "Das Angebot gilt nicht mehr." in press(desk, message, ACCEPT)
    assert state(offer) == ("lapsed" if has_noticed else "offered")
    assert OccurrenceCapacity.objects.get().held <= 2


def test_an_offer_for_a_cancelled_date_is_refused_and_its_call_removed(desk, offer):
    message = call_about(offer)
    changes.cancel(offer.occurrence, "krank")
    assert "Dieser Termin entfällt." in press(desk, message, ACCEPT)
    assert state(offer) == "waiting"
    assert "Ein Platz ist frei" not in desk.get(CALLS).text


def test_answering_for_an_erased_registration_is_refused_with_a_message(desk, offer):
    message = call_about(offer)
    Registration.objects.filter(pk=offer.pk).delete()
    assert "Diese Anmeldung gibt es nicht mehr." in press(desk, message, ACCEPT)


@pytest.mark.parametrize("key", ["", "cancel", "accept; drop table"])
def test_an_unknown_answer_is_refused_with_a_message(desk, offer, key):
    assert "Diese Antwort gibt es nicht." in press(desk, call_about(offer), key)
    assert state(offer) == "offered"
