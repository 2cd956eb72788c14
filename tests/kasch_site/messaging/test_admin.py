"""The call list, letters and undelivered mails in the admin."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.common.sections import Reply
from kasch_site.messaging.delivery import manual_delivery
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.section import MessagingSection
from kasch_site.messaging.todo import todo
from kasch_site.worker import execution
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
CALLS, LETTERS = "/admin/messaging/message/anrufe/", "/admin/messaging/message/briefe/"
LIST = "/admin/messaging/message/"


@pytest.fixture(params=[LEAD, EDITORS])
def staff(request, client, house):
    """Return a client logged in with one of the roles."""
    client.user = User.objects.create_user("erika", is_staff=True)
    client.user.groups.add(Group.objects.get(name=request.param))
    client.force_login(client.user)
    return client


def note(client, message, outcome, address=CALLS):
    """Press a button; return the message shown."""
    response = client.post(address, {"message": message.pk, "outcome": outcome}, follow=True)
    return parse(response).one("ul", class_="messagelist").text


def names(client, address):
    return [heading.text for heading in parse(client.get(address)).one("main").all("h2")]


def state(message):
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("address", [CALLS, LETTERS, LIST, "/admin/worker/job/"])
def test_users_without_a_role_see_no_messages(client, house, address):
    client.force_login(User.objects.create_user("berta", is_staff=True))
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_the_call_list_shows_whom_to_call_what_to_say_and_a_link(staff, message_section):
    message_section.send_message(
        "Anna", Channel.PHONE, "0371 / 123-45", call="Der Kurs <fällt> aus.", desk_url="/admin/x/"
    )
    page = parse(staff.get(CALLS))
    (entry,) = page.all("ul", class_="calls")
    assert entry.one("h2").text == "Frau Anna"
    assert entry.one("a", href="tel:+4937112345").text == "0371 / 123-45"
    assert entry.one("p", class_="spoken-text").text == "Der Kurs <fällt> aus."
    assert entry.one("a", href="/admin/x/").text == "Ansehen und ändern"
    assert [button.text for button in entry.all("button")] == [
        "Erreicht",
        "Nicht erreicht",
        "Möchte keinen Anruf",
        "Lieber als Brief",
    ]


YES_OR_NO = (Reply("yes", "Ja, gern"), Reply("no", "Nein, danke"))


def reply(client, message, key):
    """Press the button of an answer; return the message shown."""
    response = client.post(CALLS, {"message": message.pk, "answer": key}, follow=True)
    assert response.status_code == 200
    return parse(response).one("ul", class_="messagelist").text


def test_a_call_that_needs_an_answer_has_buttons_and_states_the_deadline(staff, message_section):
    until = clock.local(date(2027, 3, 1), time(18))
    message_section.send_message("Anna", Channel.PHONE, replies=YES_OR_NO, reply_by=until)
    (entry,) = parse(staff.get(CALLS)).all("ul", class_="calls")
    assert "Antwort bis Montag, 1. März, 18 Uhr." in entry.one("p", class_="deadline").text
    # No button to end the call without an answer looks like one of the answers, and a letter would come too late.
    assert [button.text for button in entry.all("button")] == [
        "Ja, gern",
        "Nein, danke",
        "Erreicht, überlegt noch",
        "Nicht erreicht",
    ]


def test_an_answer_is_handled_by_the_section_and_completes_the_call(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE, replies=YES_OR_NO)
    assert reply(staff, message, "yes") == "Anna sagt yes."
    assert message_section.replies == [("hello", "Anna", "yes")]
    assert state(message) == "done"


def test_a_refused_answer_shows_a_message_and_keeps_the_call(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE, replies=YES_OR_NO)
    assert reply(staff, message, "perhaps") == "Dafür ist es zu spät."
    assert state(message) == "waiting"


@pytest.mark.parametrize("number", ["", "x", "0a8b7a6c-0000-4000-8000-000000000000"])
def test_an_answer_to_an_unknown_message_is_refused_with_a_message(staff, message_section, number):
    response = staff.post(CALLS, {"message": number, "answer": "yes"}, follow=True)
    assert "Das ist schon erledigt" in parse(response).one("ul", class_="messagelist").text


def test_a_message_of_a_section_without_answers_cannot_be_answered(staff, message_section, monkeypatch):
    monkeypatch.delattr(type(message_section), "apply_reply")
    message = message_section.send_message("Anna", Channel.PHONE)
    assert reply(staff, message, "yes") == "Diese Antwort gibt es nicht."


def test_staff_without_the_required_permission_see_no_answer_buttons(staff, message_section, monkeypatch):
    monkeypatch.setattr(type(message_section), "reply_permission", "events.no_such_permission")
    message = message_section.send_message("Anna", Channel.PHONE, replies=YES_OR_NO)
    (entry,) = parse(staff.get(CALLS)).all("ul", class_="calls")
    assert [button.text for button in entry.all("button")] == ["Erreicht, überlegt noch", "Nicht erreicht"]
    assert staff.post(CALLS, {"message": message.pk, "answer": "yes"}).status_code == 403
    assert message_section.replies == []


def test_a_call_that_needs_an_answer_does_not_become_a_letter(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE, replies=YES_OR_NO)
    note(staff, message, "letter")
    message.refresh_from_db()
    assert message.channel == Channel.PHONE


def test_a_person_reached_without_an_answer_is_listed_with_the_missing_answer(staff, message_section):
    until = clock.local(date(2027, 3, 1), time(18))
    message = message_section.send_message(
        "Anna", Channel.PHONE, replies=YES_OR_NO, reply_by=until, desk_url="/admin/x/"
    )
    note(staff, message, "reached")
    recently_done = parse(staff.get(CALLS)).one("section", class_="settled")
    assert "Antwort fehlt, bis Montag, 1. März, 18 Uhr" in recently_done.text
    assert recently_done.one("a", href="/admin/x/").text == "Ansehen und ändern"


def test_a_completed_call_leaves_the_list_and_can_be_reopened(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE)
    assert note(staff, message, "reached") == "Als erreicht vermerkt."
    assert state(message) == "done"
    page = parse(staff.get(CALLS))
    assert page.all("ul", class_="calls") == []
    assert "Frau Anna erreicht" in page.one("section", class_="settled").text
    assert note(staff, message, "back") == "Der Anruf steht wieder auf der Liste."
    assert state(message) == "waiting"
    assert names(staff, CALLS) == ["Frau Anna"]


def test_a_declined_call_leaves_the_list_and_can_be_reopened(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE)
    note(staff, message, "declined")
    assert state(message) == "declined"
    note(staff, message, "back")
    assert state(message) == "waiting"


def test_nothing_can_be_reopened_two_days_later(staff, message_section, time_machine):
    time_machine.move_to("2026-11-24 10:00+01:00", tick=False)
    staff.force_login(staff.user)
    message = message_section.send_message("Anna", Channel.PHONE)
    note(staff, message, "reached")
    time_machine.shift(manual_delivery.UNDO_PERIOD)
    staff.force_login(staff.user)
    assert parse(staff.get(CALLS)).all("section", class_="settled") == []
    assert "schon erledigt" in note(staff, message, "back")
    assert state(message) == "done"


def test_a_call_without_a_valid_reason_is_not_reopened(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE)
    note(staff, message, "reached")
    message_section.rendered_messages["Anna"] = None
    assert parse(staff.get(CALLS)).one("section", class_="settled").all("button") == []
    assert "schon erledigt" in note(staff, message, "back")
    assert state(message) == "done"


def test_an_unanswered_call_moves_to_the_end_with_its_number_of_attempts(staff, message_section):
    first = message_section.send_message("Anna", Channel.PHONE)
    message_section.send_message("Berta", Channel.PHONE)
    note(staff, first, "not_reached")
    first.refresh_from_db()
    assert "bleibt auf der Liste" in note(staff, first, "not_reached")
    page = parse(staff.get(CALLS))
    assert [heading.text for heading in page.one("ul", class_="calls").all("h2")] == ["Frau Berta", "Frau Anna"]
    assert "2-mal nicht erreicht" in page.text


def test_a_call_becomes_a_letter_and_vice_versa(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE)
    note(staff, message, "letter")
    assert names(staff, CALLS) == []
    assert names(staff, LETTERS) == ["Gruß aus dem Haus", "Was ist gedruckt?"]
    assert note(staff, message, "call", LETTERS) == "Der Brief steht jetzt bei den Anrufen."
    assert names(staff, CALLS) == ["Frau Anna"]


def test_a_letter_to_a_person_without_a_number_cannot_become_a_call(staff, message_section):
    message = message_section.send_message("Anna", Channel.POST, to="anna@example.org")
    assert "Doch anrufen" not in parse(staff.get(LETTERS)).text
    note(staff, message, "call", LETTERS)
    message.refresh_from_db()
    assert message.channel == Channel.POST


def test_letters_are_one_sheet_each_with_the_letterhead_of_the_house(staff, message_section):
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject, Channel.POST, text="Erste Zeile\nZweite & letzte\n\nNeuer Absatz")
    sheets = parse(staff.get(LETTERS)).all("article", class_="sheet")
    assert len(sheets) == 2
    assert sheets[0].one("p", class_="letterhead").text == "Testhaus am Platz, Am Platz 7, 01234 Teststadt"
    assert sheets[0].one("p", class_="addressee").text == "Frau Anna"
    assert "Erste Zeile Zweite & letzte" in sheets[0].text
    assert len(sheets[0].all("br")) == 1


def test_only_selected_letters_are_marked_as_printed_and_that_can_be_undone(staff, message_section):
    printed, other = (message_section.send_message(subject, Channel.POST) for subject in ("Anna", "Berta"))
    assert "Kreuzen Sie an" in parse(staff.post(LETTERS, {"printed": "1"}, follow=True)).text
    noted = staff.post(LETTERS, {"printed": "1", "printed_letter": [printed.pk, "nonsense"]}, follow=True)
    assert "Ein Brief ist erledigt." in parse(noted).text
    assert (state(printed), state(other)) == ("done", "waiting")
    assert note(staff, printed, "back", LETTERS) == "Der Brief steht wieder auf der Liste."
    assert state(printed) == "waiting"


def test_a_letter_written_after_the_page_was_loaded_is_not_marked_as_printed(staff, message_section):
    seen = message_section.send_message("Anna", Channel.POST)
    page = parse(staff.get(LETTERS))
    later = message_section.send_message("Berta", Channel.POST)
    ticked = [box["value"] for box in page.all("input", type="checkbox")]
    staff.post(LETTERS, {"printed": "1", "printed_letter": ticked})
    assert (state(seen), state(later)) == ("done", "waiting")


def test_a_call_without_a_valid_reason_leaves_the_list_and_the_admin_index(staff, message_section):
    message = message_section.send_message("Anna", Channel.PHONE)
    message_section.rendered_messages["Anna"] = None
    assert "Niemand wartet auf einen Anruf." in parse(staff.get(CALLS)).text
    assert state(message) == "waiting"  # reading the list writes nothing; the hourly work does
    MessagingSection().hourly(clock.now())
    assert state(message) == "cancelled"
    assert todo(staff.user) == []


def test_a_message_that_cannot_be_rendered_hides_no_other(staff, message_section):
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject, Channel.PHONE)
        message_section.send_message(f"{subject} 2", Channel.POST)
    message_section.rendered_messages["Anna"] = message_section.rendered_messages["Anna 2"] = ValueError("Erika")
    for address in (CALLS, LETTERS):
        page = parse(staff.get(address))
        assert "Frau Berta" in page.text
        assert "ein Fehler im Programm" in page.text
        assert "Erika" not in page.text
    assert manual_delivery.cancel_obsolete() == 0
    message_section.rendered_messages["Berta"] = None
    assert manual_delivery.cancel_obsolete() == 1


def test_a_reminder_due_next_week_is_not_on_the_call_list(staff, message_section, time_machine):
    time_machine.move_to("2026-11-24 10:00+01:00", tick=False)
    staff.force_login(staff.user)
    message_section.send_message("Anna", Channel.PHONE, due_at=clock.now() + timedelta(days=7))
    assert names(staff, CALLS) == []
    assert todo(staff.user) == []
    time_machine.shift(timedelta(days=7))
    assert [item.text for item in todo(staff.user)] == ["Ein Anruf wartet."]


@pytest.mark.parametrize("outcome", ["reached", "not_reached", "declined", "letter", "back", "", "nonsense"])
def test_the_call_list_changes_neither_mails_nor_completed_messages(staff, message_section, outcome):
    by_mail = message_section.send_message("Anna")
    over = message_section.send_message("Berta", Channel.PHONE)
    Message.objects.filter(pk=over.pk).update(state="cancelled", finished_at=clock.now())
    before = list(Message.objects.order_by("pk").values())
    for message in (by_mail, over):
        assert "schon erledigt oder nicht mehr nötig" in note(staff, message, outcome)
    assert list(Message.objects.order_by("pk").values()) == before


def test_an_invalid_message_number_is_no_error(staff, message_section):
    assert staff.post(CALLS, {"message": "nonsense", "outcome": "reached"}).status_code == 302
    assert staff.post(CALLS, {}).status_code == 302


def test_viewing_the_lists_changes_nothing(staff, message_section):
    for channel in Channel:
        message_section.send_message(channel, channel)
    before = list(Message.objects.order_by("pk").values())
    for address in (CALLS, LETTERS, LIST):
        assert staff.get(address).status_code == 200
    assert list(Message.objects.order_by("pk").values()) == before


@pytest.fixture
def bounced(message_section, server):
    """Return a mail to an unknown mailbox."""
    server.refusals["Anna@example.org"] = "550 No such user"
    message = message_section.send_message("Anna", desk_url="/admin/x/")
    execution.run_due_jobs("me")
    server.refusals.clear()
    return message


def test_an_undelivered_mail_is_shown_with_its_recipient_and_can_be_sent_again(staff, bounced, server):
    (task,) = todo(staff.user)
    listed = parse(staff.get(task.url))
    page = parse(staff.get(listed.one("a", href=reverse("admin:messaging_undelivered", args=[bounced.pk]))["href"]))
    assert "Frau Anna" in page.text
    assert "Anna@example.org" in page.text
    assert "Der Mailserver kennt diese Adresse nicht. Es wurde einmal versucht." in page.text
    assert page.one("a", href="/admin/x/")
    address = reverse("admin:messaging_undelivered", args=[bounced.pk])
    assert note(staff, bounced, "again", address) == "Die E-Mail wird noch einmal gesendet."
    execution.run_due_jobs("me")
    assert server.recipients == ["Anna@example.org"]
    assert todo(staff.user) == []
    assert staff.get(address).status_code == 404


def test_an_undelivered_mail_can_become_a_letter(staff, bounced):
    note(staff, bounced, "print", reverse("admin:messaging_undelivered", args=[bounced.pk]))
    assert "Frau Anna" in parse(staff.get(LETTERS)).text


def test_an_acknowledged_failure_leaves_the_admin_index(staff, bounced):
    note(staff, bounced, "dismiss", reverse("admin:messaging_undelivered", args=[bounced.pk]))
    assert state(bounced) == "cancelled"
    assert todo(staff.user) == []


def test_the_list_resends_only_undelivered_mails(staff, message_section, bounced):
    other = message_section.send_message("Berta")
    chosen = {"action": "send_again", "_selected_action": [bounced.pk, other.pk]}
    assert "Eine E-Mail wird noch einmal gesendet." in parse(staff.post(LIST, chosen, follow=True)).text
    assert "nicht zustellbar" in parse(staff.post(LIST, chosen, follow=True)).text


def test_messages_and_jobs_cannot_be_created_in_the_admin(staff, message_section):
    message = message_section.send_message("Anna")
    for address in (f"{LIST}{message.pk}/change/", f"{LIST}{message.pk}/history/"):
        assert staff.get(address).url == LIST
        staff.post(address, {"state": "done"})
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403
    assert state(message) == "waiting"


def test_the_list_of_messages_has_a_constant_query_count(
    staff, message_section, django_assert_max_num_queries, django_assert_num_queries
):
    message_section.send_message("1")
    staff.get(LIST)
    with django_assert_max_num_queries(30) as queries:
        staff.get(LIST)
    for number in range(30):
        message_section.send_message(f"{number} more")
    with django_assert_num_queries(len(queries)):
        staff.get(LIST)
    assert mail.outbox == []
