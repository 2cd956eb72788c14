"""Subscriptions in the admin: adding, removing, and sending an edition."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common.sections import section
from kasch_site.messaging.models import Dispatch, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import subscriptions
from tests.kasch_site.messaging.newsletters.conftest import link_in, request_subscription
from tests.support.browser.markup import parse

LIST = "/admin/messaging/subscription/"
SEND = "/admin/messaging/dispatch/toys:post/1/"


@pytest.fixture(params=[LEAD, EDITORS])
def staff(request, client, toy_newsletter):
    """Return a client logged in with that role."""
    user = User.objects.create_user("erika", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    client.force_login(user)
    client.user = user
    return client


def test_the_list_finds_an_address_and_shows_its_state(staff, subscriber):
    subscriber("ada@example.org")
    subscriptions.mark_refused(subscriber("cem@example.org").subscriber)
    request_subscription("bea@example.org")
    page = parse(staff.get(LIST))
    rows = {row.one("td", class_="field-subscriber").text: row.text for row in page.one("tbody").all("tr")}
    assert "bestellt" in rows["ada@example.org"]
    assert "noch nicht bestätigt" in rows["bea@example.org"]
    assert "Postfach gibt es nicht" in rows["cem@example.org"]
    found = parse(staff.get(LIST, {"q": "ada"})).one("tbody").all("tr")
    assert len(found) == 1


@pytest.mark.parametrize(("stand", "expected"), [("bestellt", "ada"), ("offen", "bea"), ("unzustellbar", "cem")])
def test_the_list_can_be_filtered(staff, subscriber, stand, expected):
    subscriber("ada@example.org")
    subscriptions.mark_refused(subscriber("cem@example.org").subscriber)
    request_subscription("bea@example.org")
    (row,) = parse(staff.get(LIST, {"stand": stand})).one("tbody").all("tr")
    assert expected in row.text


def test_the_list_cannot_be_exported(staff, subscriber):
    subscriber("ada@example.org")
    actions = {option["value"] for option in parse(staff.get(LIST)).one("select", name="action").all("option")}
    assert actions == {"", "delete_selected", "try_again"}


def test_a_person_with_consent_on_paper_is_subscribed_at_once(staff, run_jobs):
    response = staff.post(f"{LIST}add/", {"email": "Ada@example.org", "wanted": ["toys:post"], "on_paper": "on"})
    assert response.status_code == 302, parse(response).one("main").text
    subscription = Subscription.objects.get()
    assert (subscription.subscriber.email_key, subscription.on_paper, subscription.is_confirmed) == (
        "ada@example.org",
        True,
        True,
    )
    assert run_jobs() == []


def test_without_paper_consent_a_confirmation_is_sent_by_mail(staff, run_jobs):
    staff.post(f"{LIST}add/", {"email": "ada@example.org", "wanted": ["toys:post"]})
    assert not Subscription.objects.confirmed().exists()
    (message,) = run_jobs()
    assert link_in(message, "ja")


def test_an_invalid_address_is_reported(staff):
    response = staff.post(f"{LIST}add/", {"email": "ada", "wanted": ["toys:post"]})
    assert response.status_code == 200
    assert not Subscriber.objects.exists()


def test_removing_a_subscriber_erases_the_address_and_the_log_does_not_contain_it(staff, subscriber):
    there = subscriber("ada@example.org")
    address = f"{LIST}{there.pk}/delete/"
    assert "ada@example.org" in staff.get(address).content.decode()
    staff.post(address, {"post": "yes"})
    bea = subscriber("bea@example.org")
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [str(bea.pk)], "post": "yes"})
    staff.post(f"{LIST}add/", {"email": "cem@example.org", "wanted": ["toys:post"], "on_paper": "on"})
    assert [person.email for person in Subscriber.objects.all()] == ["cem@example.org"]
    assert LogEntry.objects.count() == 3
    assert "@" not in str(list(LogEntry.objects.values_list("object_repr", "change_message", "object_id")))


def test_an_unknown_mailbox_can_be_reactivated(staff, subscriber):
    there = subscriber("ada@example.org")
    subscriptions.mark_refused(there.subscriber)
    staff.post(LIST, {"action": "try_again", "_selected_action": [str(there.pk)]})
    assert Subscriber.objects.get().refused_at is None


def test_before_sending_staff_see_recipients_and_text(staff, subscriber):
    for number in range(3):
        subscriber(f"p{number}@example.org")
    subscriptions.mark_refused(subscriber("cem@example.org").subscriber)
    request_subscription("bea@example.org")
    main = parse(staff.get(SEND)).one(id="content-main")
    assert "3 Menschen bekommen die E-Mail" in main.text
    assert "Jemand hat noch nicht bestätigt" in main.text
    assert "Ein Postfach gibt es nicht" in main.text
    assert "Uns geht es gut. Das war Nr. 1." in main.text
    assert main.one("input", type="submit")["value"] == "Puppenpost Nr. 1: an 3 Menschen schicken"
    assert not Dispatch.objects.exists()
    assert not Message.objects.filter(kind="edition").exists()


def test_after_sending_the_page_counts_and_then_stops_reloading(staff, subscriber, run_jobs):
    subscriber("ada@example.org")
    response = staff.post(SEND)
    assert (response.status_code, response["Location"]) == (302, SEND)
    waiting = staff.get(SEND)
    assert waiting["Refresh"] == "3"
    assert "Refresh" not in staff.get(f"{SEND}?ruhig=1")
    page = parse(waiting).one(id="content-main")
    assert page.one(role="status").text == "0 von 1 verschickt"
    assert page.all("input", type="submit") == []
    assert len(run_jobs()) == 1
    done = staff.get(SEND)
    assert "Refresh" not in done
    assert parse(done).one(id="content-main").one(role="status").text == "1 von 1 verschickt"


def test_later_subscribers_can_be_sent_their_copy(staff, subscriber, run_jobs):
    subscriber("ada@example.org")
    staff.post(SEND)
    run_jobs()
    assert parse(staff.get(SEND)).one(id="content-main").all("input", type="submit") == []
    subscriber("bea@example.org")
    main = parse(staff.get(SEND)).one(id="content-main")
    assert main.one("input", type="submit")["value"] == "Puppenpost Nr. 1: an einen Menschen schicken"
    staff.post(SEND)
    assert [message.to for message in run_jobs()] == [["bea@example.org"]]


def test_the_list_of_dispatches_shows_what_can_be_sent(staff, subscriber, run_jobs):
    subscriber("ada@example.org")
    staff.post(SEND)
    run_jobs()
    page = parse(staff.get("/admin/messaging/dispatch/")).one(id="content-main")
    assert SEND in [link["href"] for link in page.all("a")]
    assert "Puppenpost Nr. 1" in page.one("tbody").text


@pytest.mark.parametrize(
    "path",
    ["toys:post/a%00b/", "a%00b/1/", "toys:post/3/", "toys:nothing/1/", "events:plan/2020-01/", "events:plan/x/"],
)
def test_an_unknown_edition_is_not_found(staff, path):
    assert staff.get(f"/admin/messaging/dispatch/{path}").status_code == 404
    assert staff.post(f"/admin/messaging/dispatch/{path}").status_code == 404


def test_staff_without_permission_cannot_send(client, toy_newsletter):
    user = User.objects.create_user("gast", is_staff=True)
    client.force_login(user)
    for path in (SEND, LIST, f"{LIST}add/", "/admin/messaging/dispatch/"):
        assert client.get(path).status_code == 403
    assert client.post(SEND).status_code == 403
    assert section("newsletters").todo(user) == []


def test_the_admin_index_shows_unsent_editions_and_unconfirmed_subscribers(staff, subscriber, run_jobs):
    assert section("newsletters").todo(staff.user) == []
    for number in range(3):
        subscriber(f"p{number}@example.org")
    (todo,) = section("newsletters").todo(staff.user)
    assert str(todo.text) == "Puppenpost Nr. 1 ist noch nicht verschickt: 3 Menschen warten."
    assert (todo.url, todo.urgent) == (SEND, True)
    assert str(todo.text) in staff.get("/admin/").content.decode()
    staff.post(SEND)
    assert section("newsletters").todo(staff.user) == []


def test_the_admin_index_shows_unknown_mailboxes(staff, subscriber):
    subscriptions.mark_refused(subscriber("ada@example.org").subscriber)
    (todo,) = section("newsletters").todo(staff.user)
    assert "Postfach" in str(todo.text)
    assert len(parse(staff.get(todo.url)).one("tbody").all("tr")) == 1


def test_the_handbook_has_a_chapter(staff):
    assert "Den Plan per E-Mail verschicken" in staff.get("/admin/handbuch/").content.decode()
