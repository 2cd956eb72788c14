"""The call list with calls of the counselling: who sees them, what is logged, and how answers are recorded."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from counselling.booking.offers import alternatives
from counselling.models import AccessLogEntry, Booking, Offer
from kasch_site.accounts.roles import DESK, EDITORS, LEAD
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
CALLS = "/admin/messaging/message/anrufe/"


@pytest.fixture
def as_role(in_november, client, django_user_model):
    """Return a function that logs in a member of staff with a role."""

    def log_in(role):
        user, _new = django_user_model.objects.get_or_create(username=role.lower(), is_staff=True)
        user.groups.set([Group.objects.get(name=role)])
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def offered(slots, book):
    """Cancel a booking by the house with two alternatives; the person has only a phone number."""
    row = book(slots[8], "Frau Kurz", phone="0371 33 50 520")
    made = alternatives.cancel_and_offer_alternatives(row)
    return row, made


def press(client, key):
    message = Message.objects.get(kind="instead")
    response = client.post(CALLS, {"message": message.pk, "answer": key}, follow=True)
    assert response.status_code == 200
    return parse(response).one("ul", class_="messagelist").text


def test_the_call_has_a_button_for_each_slot_and_one_for_none(as_role, offered):
    page = as_role(DESK).get(CALLS)
    keys = [button["value"] for button in parse(page).all("button", name="answer")]
    assert keys == [*(str(offer.pk) for offer in offered[1]), "none"]
    assert "Wohngeld" not in page.text


def test_accepting_a_slot_by_phone_releases_the_other(as_role, offered):
    row, (first, second) = offered
    sentence = press(as_role(DESK), str(second.pk))
    row.refresh_from_db()
    assert (row.state, row.slot) == ("booked", second.slot)
    assert "Frau Kurz kommt" in sentence
    assert Offer.objects.get(pk=first.pk).state == "declined"
    noted = LogEntry.objects.get()
    assert noted.object_id == str(row.pk) and row.name not in noted.change_message, "the log of the staff names nobody"


def test_answering_twice_counts_once(as_role, offered):
    client = as_role(DESK)
    key = str(offered[1][0].pk)
    press(client, key)
    press(client, key)
    assert Booking.objects.filter(state="booked").count() == 1


def test_declining_all_releases_the_slots(as_role, offered):
    press(as_role(DESK), "none")
    assert set(Offer.objects.values_list("state", flat=True)) == {"declined"}
    assert Booking.objects.get(pk=offered[0].pk).state == "cancelled"


def test_a_late_refusal_does_not_cancel_an_accepted_offer(as_role, offered):
    client = as_role(DESK)
    press(client, str(offered[1][0].pk))
    assert "angenommen" in press(client, "none")
    assert Booking.objects.get(pk=offered[0].pk).state == "booked"


def test_answering_an_expired_offer_is_refused_with_a_message(as_role, offered, time_machine):
    client, user = as_role(DESK), DESK
    Offer.objects.update(until=offered[1][0].made_at + timedelta(microseconds=1))
    time_machine.shift(timedelta(minutes=1))
    client = as_role(user)
    press(client, str(offered[1][0].pk))
    assert Booking.objects.get(pk=offered[0].pk).state == "cancelled"


@pytest.mark.parametrize("key", ["", "x", "²", "999999", "9" * 40])
def test_an_unknown_answer_is_refused_with_a_message(as_role, offered, key):
    press(as_role(DESK), key)
    assert set(Offer.objects.values_list("state", flat=True)) == {"open"}


def test_only_the_desk_sees_calls_of_counselling(as_role, offered):
    assert "Frau Kurz" in as_role(DESK).get(CALLS).text
    for role in (EDITORS, LEAD):
        client = as_role(role)
        assert "Frau Kurz" not in client.get(CALLS).text
        press_away = client.post(
            CALLS, {"message": Message.objects.get(kind="instead").pk, "outcome": "declined"}, follow=True
        )
        assert "Frau Kurz" not in press_away.text
        assert Message.objects.open().filter(kind="instead").exists()
        assert "Ein Anruf" not in client.get("/admin/").text


def test_viewing_the_call_list_logs_access_to_each_person(as_role, offered):
    as_role(DESK).get(CALLS)
    assert list(AccessLogEntry.objects.values_list("how", "booking_number")) == [("call", offered[0].pk)]


@pytest.mark.parametrize(("role", "status"), [(EDITORS, 403), (DESK, 200), (LEAD, 200)])
def test_editors_cannot_answer_calls_of_counselling(as_role, slots, role, status):
    assert as_role(role).get("/admin/counselling/schedulerule/passt-nicht/").status_code == status


def test_a_subject_access_request_is_logged(as_role, slots, book):
    row = book(slots[0], phone="0371 33 50 520")
    book(slots[1])
    as_role(LEAD).post("/admin/visitors/subjectaccessrecord/add/", {"contact": "0371 3350520"})
    assert [(line.how, line.booking_number) for line in AccessLogEntry.objects.all()] == [("export", row.pk)]
