"""Deleting in the admin asks for confirmation, and "no" leads back."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.home.models import Notice
from tests.support.browser.markup import parse


@pytest.fixture
def notices(house):
    return [Notice.objects.create(title=title, text="Text", until_day="2030-01-01") for title in ("Eins", "Zwei")]


def test_deleting_one_record_asks_for_confirmation(admin_client, notices):
    form = reverse("admin:home_notice_change", args=[notices[0].pk])
    page = parse(admin_client.get(reverse("admin:home_notice_delete", args=[notices[0].pk])))
    assert "Soll „Eins“ wirklich gelöscht werden?" in page.one("main").text
    assert "Das alles wird gelöscht" not in page.one("main").text
    assert page.one("a", class_="closelink")["href"] == form
    assert page.one("main").one("input", type="submit")["value"] == "Ja, löschen"
    assert Notice.objects.count() == 2


def test_what_is_deleted_is_named_in_a_short_sentence(admin_client, notices):
    address = reverse("admin:home_notice_delete", args=[notices[0].pk])
    response = admin_client.post(address, {"post": "yes"}, follow=True)
    messages = [item.text for item in parse(response).one("ul", class_="messagelist").all("li")]
    assert messages[0] == "„Eins“ ist gelöscht."
    assert not [message for message in messages if "erfolgreich" in message]
    assert list(Notice.objects.all()) == notices[1:]


def test_records_deleted_with_an_account_are_counted_in_plain_words(admin_client, admin_user, house):
    account = User.objects.create_user("erika", password="x", is_staff=True)
    LogEntry.objects.log_actions(account.pk, User.objects.filter(pk=admin_user.pk), CHANGE, "x")
    text = parse(admin_client.get(reverse("admin:accounts_user_delete", args=[account.pk]))).one("main").text
    assert "Vermerke, wer was geändert hat: 1" in text
    assert "Logeintr" not in text


def test_several_records_are_listed_and_deleted_after_confirmation(admin_client, notices):
    address = reverse("admin:home_notice_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [notice.pk for notice in notices]}
    page = parse(admin_client.post(address, chosen))
    assert {"Eins", "Zwei"} <= {line.text for line in page.one("main").all("li")}
    hidden = page.one("main").all("input", type="hidden")
    sent = [(field["name"], field["value"]) for field in hidden if field["name"] != "csrfmiddlewaretoken"]
    assert Notice.objects.count() == 2
    response = admin_client.post(address, {name: [v for n, v in sent if n == name] for name, _value in sent})
    assert response.status_code == 302
    assert Notice.objects.count() == 0


def test_dependent_records_are_counted_by_model(demo_house, admin_client):
    from events.models import Event

    event = Event.objects.get(title="Gymnastikgruppe")
    text = parse(admin_client.get(reverse("admin:events_event_delete", args=[event.pk]))).one("main").text
    assert "Veranstaltungen: 1" in text
    assert f"Termine: {event.occurrences.count()}" in text
    assert "Gymnastikgruppe, Di," not in text
