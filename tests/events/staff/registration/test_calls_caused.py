"""After a change of dates that causes calls, a message links to them, also to those that a job will queue."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from events.registration.notifications.messages import manage_address
from kasch_site.accounts.roles import EDITORS
from kasch_site.messaging.models import Message
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
DATES = "/admin/events/occurrence/"
LATER = ["Wer nur ein Telefon hat, wird angerufen: Anrufliste"]
PHONE = {"phone": "0371 33 50 520"}


@pytest.fixture
def editor(client, django_user_model):
    user = django_user_model.objects.create_user("redaktion", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    return client


def lines_with_links(response):
    """Return the messages of a page that link to the call list."""
    calls = reverse("admin:messaging_calls")
    lines = [line for each in parse(response.text).all("ul", class_="messagelist") for line in each.all("li")]
    return [line.text for line in lines if line.all("a", href=calls)]


def cancel(client, date, answer="yes"):
    form_data = {"action": "cancel_dates", "_selected_action": [date.pk], "reason": "krank", "_confirmed": answer}
    return client.post(DATES, form_data, follow=True)


def test_a_cancelled_date_leads_to_the_list_before_the_calls_are_on_it(editor, date, register, run_jobs):
    register(**PHONE)
    register()
    assert lines_with_links(cancel(editor, date)) == LATER
    assert not Message.objects.filter(channel="phone").exists()
    run_jobs()
    assert Message.objects.get(channel="phone").kind == "changed"


def test_there_are_no_calls_when_all_have_a_mailbox(editor, date, register):
    register()
    assert lines_with_links(cancel(editor, date)) == []


def test_there_are_no_calls_when_notifications_are_suppressed(editor, date, register):
    register(**PHONE)
    assert lines_with_links(cancel(editor, date, "without_notification")) == []


def test_a_page_that_asks_first_announces_no_calls(editor, date, register):
    register(**PHONE)
    confirmation = editor.post(DATES, {"action": "cancel_dates", "_selected_action": [date.pk], "reason": "krank"})
    assert "1 Anruf" in confirmation.text
    assert lines_with_links(confirmation) == []
    assert lines_with_links(editor.get("/admin/")) == []


def test_residents_who_cause_a_call_get_neither_message_nor_session(client, register, event):
    first = register(people=2)
    register(**PHONE)
    response = client.post(f"{manage_address(first)}abmelden/")
    assert Message.objects.filter(kind="offer", channel="phone").exists()
    assert not {"messages", "sessionid"} & set(response.cookies)
