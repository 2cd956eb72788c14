"""Unsubscribing: by the mail program, by the link, at the desk; everything is erased."""

import re
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kasch_site.messaging.models import Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.visitors.models import AccessToken
from tests.kasch_site.messaging.newsletters.conftest import SITE, link_in, request_subscription
from tests.support.browser.markup import parse
from tests.support.processes.threads import run_concurrently


@pytest.fixture
def edition(subscriber, toy_newsletter, run_jobs):
    """Return the mail with an edition to Ada."""
    subscriber("ada@example.org")
    sending.send(toy_newsletter, "1")
    return run_jobs()[0]


def test_the_headers_offer_one_click_unsubscription_as_rfc_8058_requires(edition):
    assert edition.extra_headers["List-Unsubscribe"] == f"<{SITE}{link_in(edition, 'abbestellen')}>"
    assert edition.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = edition.message().as_string()
    assert raw.count("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n") == 1
    # Long header lines may be folded; unfolded there is one address.
    unfolded = re.sub(r"\n[ \t]+", " ", raw)
    assert re.search(rf"^List-Unsubscribe: *<{SITE}/per-mail/abbestellen/[\w-]{{43}}/>$", unfolded, re.MULTILINE)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_the_post_of_a_mail_program_needs_no_cookie_and_no_redirect(edition, content_type):
    body = "List-Unsubscribe=One-Click"
    if content_type.startswith("multipart"):
        body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    program = Client(enforce_csrf_checks=True)
    response = program.post(link_in(edition, "abbestellen"), body, content_type=content_type)
    assert response.status_code == 200
    assert not response.cookies
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(client, edition, method):
    for _time in range(3):
        assert getattr(client, method)(link_in(edition, "abbestellen")).status_code == 200
    assert Subscription.objects.confirmed().count() == 1


def test_the_page_has_one_button_and_needs_no_cookie(edition):
    browser = Client(enforce_csrf_checks=True)
    link = link_in(edition, "abbestellen")
    page = parse(browser.get(link))
    assert [button.text for button in page.one("main").all("button")] == ["Ja, abbestellen"]
    assert "ada@example.org" not in browser.get(link).content.decode()
    assert "Ihre Adresse ist gelöscht" in parse(browser.post(link)).one("main").text
    assert not browser.cookies


def test_the_mail_explains_the_button_and_promises_no_single_click(edition):
    assert "auf der Seite dann auf „Ja, abbestellen“ drücken" in " ".join(edition.body.split())
    assert "einem Klick" not in edition.body


def test_leaving_the_last_subscription_erases_address_links_and_messages(client, edition):
    client.post(link_in(edition, "abbestellen"))
    assert not Subscriber.objects.exists()
    assert not AccessToken.objects.exists()
    assert not Message.objects.exists()


def test_a_subscriber_with_two_subscriptions_leaves_one_or_both(client, subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org", "toys:post", "events:plan")
    sending.send(toy_newsletter, "1")
    link = link_in(run_jobs()[0], "abbestellen")
    assert "Der Monatsplan" in parse(client.get(link)).one("main").text
    client.post(link)
    assert [subscription.newsletter for subscription in Subscription.objects.all()] == ["events:plan"]
    subscriber("bea@example.org", "toys:post", "events:plan")
    sending.send(toy_newsletter, "1")
    client.post(link_in(run_jobs()[0], "abbestellen"), {"everything": "1"})
    assert [person.email for person in Subscriber.objects.all()] == ["ada@example.org"]


def test_what_is_not_confirmed_yet_is_not_listed_as_received(client, subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org", "toys:post", "events:plan")
    Subscription.objects.filter(newsletter="events:plan").update(confirmed_at=None, on_paper=False)
    sending.send(toy_newsletter, "1")
    link = link_in(run_jobs()[0], "abbestellen")
    assert "Der Monatsplan" not in parse(client.get(link)).one("main").text
    assert "Das kommt weiterhin" not in parse(client.post(link)).one("main").text


def test_a_used_link_gets_the_same_response_as_an_unknown_one(client, edition):
    link = link_in(edition, "abbestellen")
    client.post(link)
    responses = [client.get(path) for path in (link, "/per-mail/abbestellen/nonsense/")]
    assert [response.status_code for response in responses] == [404, 404]
    assert len({re.sub(r"/per-mail/abbestellen/[\w-]+/", "", response.content.decode()) for response in responses}) == 1


def test_the_link_in_an_edition_still_works_a_year_later(client, edition, time_machine):
    time_machine.shift(timedelta(days=365))
    client.post(link_in(edition, "abbestellen"))
    assert not Subscriber.objects.exists()


def test_the_link_is_the_same_in_every_edition(edition, toy_newsletter, run_jobs):
    sending.send(toy_newsletter, "2")
    assert link_in(run_jobs()[0], "abbestellen") == link_in(edition, "abbestellen")
    assert AccessToken.objects.count() == 1


def test_two_subscribers_have_different_links(subscriber, toy_newsletter, run_jobs):
    for email in ("ada@example.org", "bea@example.org"):
        subscriber(email)
    sending.send(toy_newsletter, "1")
    assert len({link_in(message, "abbestellen") for message in run_jobs()}) == 2


def test_a_subscriber_without_a_link_gets_one_by_mail_and_strangers_get_nothing(
    client, subscriber, run_jobs, time_machine
):
    subscriber("ada@example.org")
    responses = []
    for email in ("ada@example.org", "stranger@example.org"):
        page = parse(client.get("/per-mail/abbestellen/"))
        fields = {control["name"]: control.get("value", "") for control in page.all("input")}
        time_machine.shift(timedelta(seconds=5))
        response = client.post("/per-mail/abbestellen/", {**fields, "email": email})
        responses.append((response.status_code, response["Location"]))
    assert responses[0] == responses[1]
    (message,) = run_jobs()
    client.post(link_in(message, "abbestellen"))
    assert not Subscriber.objects.exists()


def test_a_request_for_an_unknown_address_writes_as_much_so_that_timing_reveals_nothing(subscriber):
    subscriber("ada@example.org")
    written = []
    for email in ("ada@example.org", "stranger@example.org"):
        with CaptureQueriesContext(connection) as queries:
            subscriptions.request_unsubscribe(email, uuid4())
        # By kind and table: "INSERT INTO jobs".
        written.append([query["sql"].split()[:3] for query in queries])
    assert ["INSERT", "INTO"] in [words[:2] for words in written[0]]
    assert written[0] == written[1]


def test_a_confirmation_link_is_erased_with_the_address(client, toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    subscriptions.erase(Subscriber.objects.get())
    assert client.post(link, {"newsletter": "toys:post"}).status_code == 404
    assert not Subscriber.objects.exists()


def test_concurrent_subscribing_and_leaving_never_fails(transactional_db, subscriber, toy_newsletter):
    subscription = subscriber("ada@example.org")
    for _round in range(5):
        run_concurrently(
            partial(subscriptions.unsubscribe, subscription),
            *[lambda: request_subscription("ada@example.org", "events:plan")] * 2,
        )
        subscription = subscriber("ada@example.org")
    assert Subscriber.objects.count() == 1
