"""Staff read, claim, answer and retract; the right person is notified."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS
from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house.models import ClosingDay
from kasch_site.inquiries import replies
from kasch_site.inquiries.models import Inquiry, Responsibility
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Channel, Message
from kasch_site.worker import execution
from tests.support.browser.markup import parse

LIST = "/admin/inquiries/inquiry/"
ANSWER = {"answer": "Ja, gern.", "notify": "with", "_save": "1"}
CALL = "Ja, gern.\nGefragt hatten Sie nach: Café, 15 bis 18 Uhr"


@pytest.fixture(autouse=True)
def empty_calendar(planned, noon):
    """Use an empty calendar and freeze the clock."""


@pytest.fixture
def user(house):
    return User.objects.create_user("erika", first_name="Erika", last_name="Muster")


def answer(client, inquiry, **changes):
    """Answer, read the preview, and confirm."""
    sent = {**ANSWER, **changes}
    confirmation = client.post(inquiry.desk_url, sent)
    assert confirmation.status_code == 200, confirmation
    return confirmation, client.post(inquiry.desk_url, {**sent, "_confirmed": "1"})


# The right person


def test_the_responsible_person_gets_a_mail_without_the_content(bertha, store_request, settings):
    settings.SITE_URL = "https://haus.example"
    inquiry = store_request()
    execution.run_due_jobs("me")
    sent = mail.outbox[0]
    assert sent.to == ["bertha@example.org"]
    assert f"https://haus.example{inquiry.desk_url}" in sent.body
    everything = sent.subject + sent.body
    for private in ("Ada", "ada@", "Geburtstag", "15 bis 18"):
        assert private not in everything
    assert "Raum" not in sent.subject


def test_without_a_responsible_person_or_mail_address_the_inquiry_is_a_task(bertha, store_request, editor):
    bertha.email = ""
    bertha.save()
    store_request()
    Responsibility.objects.all().delete()
    store_request()
    assert not Message.objects.exists()
    assert [todo.text for todo in section("inquiries").todo(editor)] == ["2 Anfragen sind neu."]


def test_claiming_an_inquiry_notifies_nobody(bertha, store_request, user):
    inquiry = store_request()
    replies.take(inquiry, user)
    execution.run_due_jobs("me")
    assert mail.outbox == []


def test_the_lead_sees_kinds_without_a_responsible_person(house, lead):
    texts = [todo.text for todo in section("inquiries").todo(lead)]
    assert texts == [
        "Für „Raumanfrage“ ist noch niemand zuständig.",
        "Für „Angebot mitzumachen“ ist noch niemand zuständig.",
    ]


def test_the_lead_assigns_responsible_persons(client, bertha, lead):
    Responsibility.objects.all().delete()
    typed = {"kind": "room", "person": bertha.pk, "working_days": "5"}
    assert client.post("/admin/inquiries/responsibility/add/", typed).status_code == 302
    assert client.post("/admin/inquiries/responsibility/add/", typed).status_code == 200
    assert Responsibility.objects.get().person == bertha


# Reading and taking over


def test_the_form_shows_the_inquiry_and_occupied_times(client, cafe, planned, store_request, editor):
    planned(cafe, "2026-12-08T09:00", "2026-12-08T12:00")
    inquiry = store_request(day="2026-12-08")
    text = client.get(inquiry.desk_url).text
    for words in ("Geburtstag feiern", "Ada Lovelace", "ada@example.org", "15 bis 18 Uhr", "belegt: 9–12 Uhr"):
        assert words in text


def test_a_claimed_inquiry_shows_its_assignee_to_others(client, store_request, editor):
    inquiry = store_request()
    assert client.post(inquiry.desk_url, {"_take": "1", "answer": ""})["Location"] == inquiry.desk_url
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.assigned_to) == ("assigned", editor)
    page = parse(client.get(inquiry.desk_url))
    assert "in Arbeit, von Erika Redaktion" in page.one("main").text
    assert not page.all("input", name="_take")
    assert section("inquiries").todo(editor)[0].text.startswith("Um eine Anfrage kümmern Sie sich")


def test_text_typed_before_claiming_is_preserved(client, store_request, editor):
    inquiry = store_request()
    response = client.post(inquiry.desk_url, {"_take": "1", "answer": "Liebe Ada", "notify": "without"})
    assert parse(response).one("textarea", name="answer").text == "Liebe Ada"
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answer) == ("assigned", "")


def test_a_text_module_is_appended_to_the_draft_and_nothing_is_saved(client, store_request, editor):
    inquiry = store_request()
    response = client.post(inquiry.desk_url, {"_sentence": "taken", "answer": "Liebe Ada,", "notify": "without"})
    page = parse(response)
    assert page.one("textarea", name="answer").text == (
        "Liebe Ada, Leider ist der Raum zu dieser Zeit schon belegt. Ginge es auch an einem anderen Tag?"
    )
    assert "checked" in page.one("input", name="notify", value="without").attrs
    assert not page.all("div", class_="error-summary")
    assert Inquiry.objects.get().answer == ""
    again = client.post(inquiry.desk_url, {"_sentence": "no such", "answer": "Liebe Ada,", "notify": "with"})
    assert parse(again).one("textarea", name="answer").text == "Liebe Ada,"


# Answering


def test_before_saving_staff_see_recipient_and_text(client, store_request, editor):
    inquiry = store_request()
    asked_first = client.post(inquiry.desk_url, ANSWER)
    assert "Ada Lovelace bekommt eine E-Mail an ada@example.org." in asked_first.text
    assert "Ja, gern." in asked_first.text
    inquiry.refresh_from_db()
    assert inquiry.state == "new"
    assert not Message.objects.exists()
    by_phone = store_request(phone="0123 45678")
    assert "Ada Lovelace steht auf der Anrufliste: 0123 45678." in client.post(by_phone.desk_url, ANSWER).text
    without = client.post(inquiry.desk_url, {**ANSWER, "notify": "without"})
    assert "Niemand bekommt eine Nachricht." in without.text


def test_an_answer_is_sent_by_mail_after_five_minutes(client, bertha, store_request, editor, time_machine):
    inquiry = store_request()
    _asked, done = answer(client, inquiry)
    assert done["Location"] == inquiry.desk_url
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.is_notified, inquiry.assigned_to) == ("answered", True, editor)
    execution.run_due_jobs("me")
    assert mail.outbox == []
    time_machine.shift(replies.UNDO_PERIOD)
    execution.run_due_jobs("me")
    execution.run_due_jobs("me")
    [sent] = mail.outbox
    assert (sent.to, sent.reply_to) == (["ada@example.org"], ["bertha@example.org"])
    assert "Ja, gern." in sent.body
    assert "Guten Tag Ada Lovelace," in sent.body
    assert "Bertha Beispiel, Büro" in sent.body
    assert sent.subject == "Testhaus: unsere Antwort"


def test_an_answer_to_a_person_with_a_number_is_on_the_call_list_at_once(client, store_request, editor):
    inquiry = store_request(phone="0123 45678")
    answer(client, inquiry)
    [call] = manual_delivery.open_messages(Channel.PHONE)
    rendered = call.rendered
    assert (rendered.to, rendered.name, rendered.call) == ("0123 45678", "Ada Lovelace", CALL)
    assert rendered.desk_url == inquiry.desk_url
    assert client.get("/admin/messaging/message/anrufe/").status_code == 200


def test_an_answer_quotes_the_requested_room_and_day(client, bertha, store_request, editor, time_machine):
    answer(client, store_request(day=clock.today() + timedelta(days=30)))
    time_machine.shift(timedelta(minutes=6))
    mail.outbox.clear()
    execution.run_due_jobs("me")
    (sent,) = (mailed for mailed in mail.outbox if mailed.to == ["ada@example.org"])
    day = day_in_words(clock.today() + timedelta(days=30))
    assert f"Gefragt hatten Sie nach: Café, {day}, 15 bis 18 Uhr" in " ".join(sent.body.split())
    assert "Geburtstag" not in sent.body


def test_an_answer_without_notification_sends_no_message(client, store_request, editor):
    inquiry = store_request()
    answer(client, inquiry, notify="without")
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.is_notified) == ("answered", False)
    assert not Message.objects.exists()
    assert "niemand: ohne Nachricht" in client.get(inquiry.desk_url).text


def test_an_empty_answer_is_refused(client, store_request, editor):
    inquiry = store_request()
    response = client.post(inquiry.desk_url, {**ANSWER, "answer": " "})
    assert "errorlist" in response.text
    assert Inquiry.objects.get().state == "new"


def test_the_first_of_two_concurrent_answers_counts(client, store_request, editor, user):
    inquiry = store_request()
    assert replies.answer(inquiry, "Ja", is_notified=True, by=user)
    assert not replies.answer(inquiry, "Nein", is_notified=True, by=user)
    assert not replies.take(inquiry, user)
    assert Message.objects.count() == 1
    response = client.post(inquiry.desk_url, {**ANSWER, "_confirmed": "1"})
    assert "schon geantwortet" in response.text
    assert Inquiry.objects.get().answer == "Ja"


# Taking an answer back


def test_an_answer_can_be_retracted_until_it_is_sent_and_given_again(client, store_request, editor, time_machine):
    inquiry = store_request()
    answer(client, inquiry)
    assert parse(client.get(inquiry.desk_url)).one("input", name="_withdraw")
    client.post(inquiry.desk_url, {"_withdraw": "1"})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answer, inquiry.is_notified) == ("assigned", "Ja, gern.", False)
    answer(client, inquiry, answer="Doch lieber am Mittwoch.")
    time_machine.shift(replies.UNDO_PERIOD + timedelta(seconds=1))
    execution.run_due_jobs("me")
    [sent] = mail.outbox
    assert "Mittwoch" in sent.body


def test_a_sent_answer_cannot_be_retracted(client, store_request, editor, time_machine):
    inquiry = store_request()
    answer(client, inquiry)
    time_machine.shift(replies.UNDO_PERIOD)
    execution.run_due_jobs("me")
    page = client.get(inquiry.desk_url)
    assert not parse(page).all("input", name="_withdraw")
    assert not replies.withdraw(inquiry)
    response = client.post(inquiry.desk_url, {"_withdraw": "1"}, follow=True)
    assert "schon unterwegs" in response.text
    assert Inquiry.objects.get().state == "answered"


def test_an_answer_being_sent_cannot_be_retracted(store_request, user):
    inquiry = store_request()
    replies.answer(inquiry, "Ja", is_notified=True, by=user)
    Message.objects.filter(kind="answer").update(state="sending")
    assert not replies.withdraw(inquiry)


def test_a_call_can_be_retracted_until_it_was_made(store_request, user):
    inquiry = store_request(phone="0123 45678")
    replies.answer(inquiry, "Ja", is_notified=True, by=user)
    assert replies.withdraw(inquiry)
    assert manual_delivery.open_messages(Channel.PHONE) == []
    replies.answer(inquiry, "Nein", is_notified=True, by=user)
    [call] = manual_delivery.open_messages(Channel.PHONE)
    assert call.rendered.call.startswith("Nein\n")
    manual_delivery.mark_reached(call.message)
    assert not replies.withdraw(inquiry)


def test_an_answer_that_does_not_exist_cannot_be_retracted(store_request):
    assert not replies.withdraw(store_request())


# The list, the numbers, who may do what


def test_the_list_can_be_searched_and_says_if_it_is_empty(client, store_request, editor):
    assert "Zurzeit ist keine Anfrage da." in client.get(LIST).text
    store_request(name="Ada Lovelace")
    store_request(name="Grace Hopper", description="Chorprobe")
    assert "Grace Hopper" in client.get(f"{LIST}?q=Chorprobe").text
    assert "Ada Lovelace" not in client.get(f"{LIST}?q=Chorprobe").text
    assert "Ada Lovelace" in client.get(f"{LIST}?q=ada@example.org").text
    assert "Dazu ist nichts da." in client.get(f"{LIST}?q=Tango").text
    assert "Dazu ist nichts da." in client.get(f"{LIST}?state__exact=answered").text


@pytest.mark.parametrize("count", [1, 25])
def test_the_list_has_a_constant_query_count(client, store_request, editor, django_assert_max_num_queries, count):
    for _number in range(count):
        store_request()
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_editors_answer_and_only_the_lead_deletes(client, store_request, member):
    inquiry = store_request()
    member(EDITORS)
    assert client.get(f"{inquiry.desk_url.replace('change', 'delete')}").status_code == 403
    assert client.get("/admin/inquiries/responsibility/add/").status_code == 403
    assert client.get("/admin/inquiries/responsibility/").status_code == 200
    assert client.get("/admin/inquiries/inquiry/zahlen/").status_code == 200


def test_users_without_a_role_can_neither_read_nor_answer(client, store_request, user):
    inquiry = store_request()
    user.is_staff = True
    user.save()
    client.force_login(user)
    for address in (LIST, inquiry.desk_url, "/admin/inquiries/inquiry/zahlen/"):
        assert client.get(address).status_code == 403
    for button in ("_take", "_withdraw", "_save"):
        assert client.post(inquiry.desk_url, {button: "1", **ANSWER}).status_code == 403
    assert Inquiry.objects.get().state == "new"
    assert section("inquiries").todo(user) == []


def test_a_deleted_inquiry_is_not_counted_and_its_messages_are_deleted(client, bertha, store_request, lead):
    inquiry = store_request()
    assert Message.objects.exists()
    client.post(f"{LIST}{inquiry.pk}/delete/", {"post": "yes"})
    assert not Inquiry.objects.exists()
    assert not Message.objects.exists()
    assert "Noch ist keine Anfrage gekommen." in client.get(f"{LIST}zahlen/").text


def test_the_admin_log_contains_no_names(client, store_request, editor):
    inquiry = store_request()
    client.post(inquiry.desk_url, {"_take": "1"})
    answer(client, inquiry)
    client.post(inquiry.desk_url, {"_withdraw": "1"})
    entries = LogEntry.objects.all()
    assert len(entries) == 3
    logged = " ".join(f"{entry.object_repr} {entry.change_message}" for entry in entries)
    assert "Raumanfrage vom 1. Dezember 2026" in logged
    for private in ("Ada", "ada@", "Ja, gern", "Geburtstag"):
        assert private not in logged


def test_staff_see_that_the_requested_day_is_closed(client, store_request, editor):
    ClosingDay.objects.create(name="Winterpause", first_day="2026-12-08", last_day="2026-12-08")
    assert "Winterpause" in client.get(store_request(day="2026-12-08").desk_url).text
