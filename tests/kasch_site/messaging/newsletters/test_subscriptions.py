"""Subscribing: nothing is sent before confirmation, and the form reveals nothing."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.messaging import caps
from kasch_site.messaging.models import Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import catalogue, subscriptions
from kasch_site.visitors.models import AccessToken
from tests.kasch_site.messaging.newsletters.conftest import NOON, link_in, request_subscription
from tests.support.browser.markup import parse

ADDRESS = "/per-mail/"
ASKED = "/per-mail/unterwegs/"


@pytest.fixture
def form(client, toy_newsletter, time_machine):
    """Return the data of the open form, ten seconds after it was rendered."""
    page = parse(client.get(ADDRESS))
    time_machine.shift(timedelta(seconds=10))
    hidden = [control for control in page.all("input") if control.get("type") != "checkbox"]
    return {control["name"]: control.get("value", "") for control in hidden} | {"wanted": ["toys:post"]}


def test_a_visitor_requests_confirms_and_is_subscribed(client, form, run_jobs):
    response = client.post(ADDRESS, {**form, "email": "Ada@Example.org"})
    assert (response.status_code, response["Location"]) == (302, ASKED)
    (message,) = run_jobs()
    assert message.to == ["Ada@example.org"]
    assert not Subscription.objects.confirmed().exists()
    page = parse(client.get(link_in(message, "ja")))
    assert page.one("main").one("form").one("button").text == "Ja, bitte schicken"
    response = client.post(link_in(message, "ja"), {"newsletter": "toys:post"})
    assert "Ab jetzt schreiben wir Ihnen" in parse(response).one("h1").text
    subscription = Subscription.objects.get()
    assert (subscription.subscriber.email_key, subscription.newsletter) == ("ada@example.org", "toys:post")
    assert subscription.confirmed_at == NOON + timedelta(seconds=10)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_scanner_changes_nothing(client, toy_newsletter, run_jobs, method):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    before = list(Subscription.objects.values()), list(Subscriber.objects.values()), AccessToken.objects.count()
    for _time in range(3):
        assert getattr(client, method)(link).status_code == 200
    assert (
        list(Subscription.objects.values()),
        list(Subscriber.objects.values()),
        AccessToken.objects.count(),
    ) == before


def test_the_proof_of_consent_has_both_times_and_the_exact_text_and_no_ip_address(
    toy_newsletter, run_jobs, time_machine
):
    request_subscription("ada@example.org")
    time_machine.shift(timedelta(hours=3))
    subscriptions.confirm(Subscriber.objects.get(), ["toys:post"])
    proof = Subscription.objects.get()
    assert (proof.requested_at, proof.confirmed_at, proof.on_paper) == (NOON, NOON + timedelta(hours=3), False)
    assert proof.wording.text == "Puppenpost: Zweimal im Jahr ein Brief der Puppen."
    fields = [*Subscription._meta.get_fields(), *Subscriber._meta.get_fields()]
    assert {field.name for field in fields} == {
        "id", "subscriber", "newsletter", "wording", "requested_at", "confirmed_at", "on_paper", "copies",
        "email",
        "email_key", "refused_at", "subscriptions",
    }  # fmt: skip


def test_a_clock_set_back_does_not_prevent_confirmation(toy_newsletter, time_machine):
    request_subscription("ada@example.org")
    time_machine.shift(timedelta(minutes=-5))
    subscriptions.confirm(Subscriber.objects.get(), ["toys:post"])
    proof = Subscription.objects.get()
    assert proof.confirmed_at == proof.requested_at == NOON


def test_later_changes_of_the_text_do_not_change_the_given_consent(toy_newsletter, monkeypatch):
    request_subscription("ada@example.org")
    subscriptions.confirm(Subscriber.objects.get(), ["toys:post"])
    monkeypatch.setattr(type(toy_newsletter), "summary", "Jeden Tag ein Brief.")
    request_subscription("bea@example.org")
    request_subscription("ada@example.org")
    form = {
        subscription.subscriber.email: subscription.wording.text
        for subscription in Subscription.objects.select_related("wording", "subscriber")
    }
    assert form == {
        "ada@example.org": "Puppenpost: Zweimal im Jahr ein Brief der Puppen.",
        "bea@example.org": "Puppenpost: Jeden Tag ein Brief.",
    }


def test_the_response_does_not_reveal_who_is_subscribed(form, subscriber):
    subscriber("known@example.org")
    request_subscription("asked@example.org")
    responses = []
    for email in ("known@example.org", "asked@example.org", "new@example.org"):
        response = Client().post(ADDRESS, {**form, "email": email})
        responses.append((response.status_code, response["Location"], response.content))
    assert responses[0] == responses[1] == responses[2]


def test_an_existing_subscriber_is_informed_by_mail_with_the_link_to_leave(subscriber, run_jobs, client):
    subscriber("ada@example.org")
    request_subscription("ada@example.org")
    (message,) = run_jobs()
    assert "Sie bekommen schon" in message.body
    assert client.get(link_in(message, "abbestellen")).status_code == 200
    assert Subscription.objects.confirmed().count() == 1


def test_submitting_the_form_twice_sends_one_mail(client, form, run_jobs):
    for _time in range(2):
        client.post(ADDRESS, {**form, "email": "ada@example.org"})
    assert len(run_jobs()) == 1


def test_a_mailbox_cannot_be_flooded_with_confirmations(toy_newsletter, run_jobs, time_machine):
    for _time in range(10):
        request_subscription("ada@example.org")
    assert len(run_jobs()) == caps.MAX_PER_HOUR
    time_machine.shift(timedelta(days=1, minutes=1))
    request_subscription("ada@example.org")
    assert len(run_jobs()) == 1


def test_too_many_requests_of_one_client_are_refused_with_a_message(client, form):
    statuses = []
    for number in range(21):
        response = client.post(ADDRESS, {**form, "email": f"p{number}@example.org"})
        statuses.append(response.status_code)
    assert statuses == [302] * 20 + [429]
    assert "in einer Stunde" in parse(response).one(role="alert").text
    assert not Subscriber.objects.filter(email="p20@example.org").exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "a b@example.org",
        "ada@example.org\nBcc: b@example.org",
        "x" * 300,
        # Valid, but local to our own mail server or its network, or several addresses in one.
        "root@localhost",
        "ada@[127.0.0.1]",
        '"bob@example.net,ada"@example.org',
        '"ada,bob"@example.org',
    ],
)
def test_an_invalid_address_is_reported(client, form, email):
    response = client.post(ADDRESS, {**form, "email": email})
    assert response.status_code == 422
    assert not Subscriber.objects.exists()


def test_a_newsletter_that_is_not_offered_is_not_queried(client, toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    # PostgreSQL fails when it is to look for a NUL.
    assert client.post(link, {"newsletter": ["toys:post\0", "'", "x" * 9000]}).status_code == 200
    assert not Subscription.objects.confirmed().exists()


def test_a_bot_that_fills_in_every_field_must_submit_again(client, form):
    assert client.post(ADDRESS, {**form, "email": "ada@example.org", "homepage": "x"}).status_code == 422
    assert client.post(ADDRESS, {**form, "email": "ada@example.org", "form_token": "x"}).status_code == 422
    assert not Message.objects.exists()


def test_one_mail_confirms_all_selected_newsletters(client, form, run_jobs):
    client.post(ADDRESS, {**form, "email": "ada@example.org", "wanted": ["toys:post", "events:plan"]})
    (message,) = run_jobs()
    assert "Puppenpost" in message.body
    assert "Der Monatsplan" in message.body
    link = link_in(message, "ja")
    keys = [control["value"] for control in parse(client.get(link)).all("input", name="newsletter")]
    assert sorted(keys) == ["events:plan", "toys:post"]
    client.post(link, {"newsletter": keys})
    assert Subscription.objects.confirmed().count() == 2


def test_only_requested_and_displayed_newsletters_are_confirmed(client, toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    assert client.post(link, {"newsletter": ["events:plan"]}).status_code == 200
    assert not Subscription.objects.confirmed().exists()
    request_subscription("ada@example.org", "events:plan")  # by somebody else, after the page was opened
    client.post(link, {"newsletter": ["toys:post"]})
    assert [subscription.newsletter for subscription in Subscription.objects.confirmed()] == ["toys:post"]


def test_only_the_hash_of_a_token_of_256_bits_is_stored(toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    token = link_in(run_jobs()[0], "ja").split("/")[-2]
    assert len(token) >= 43
    assert AccessToken.objects.get().fingerprint == fingerprint(token)
    stored = [str(value) for row in AccessToken.objects.values() for value in row.values()]
    assert token not in " ".join(stored)


def test_unknown_unrelated_and_expired_links_get_the_same_helpful_response(
    client, toy_newsletter, run_jobs, time_machine, subscriber
):
    request_subscription("ada@example.org")
    expired = link_in(run_jobs()[0], "ja")
    subscriber("bea@example.org")
    request_subscription("bea@example.org")
    foreign = link_in(run_jobs()[0], "abbestellen").replace("abbestellen", "ja")
    time_machine.shift(timedelta(days=7, seconds=1))
    responses = [client.get(path) for path in (expired, foreign, "/per-mail/ja/nonsense/")]
    responses += [client.post(path) for path in (expired, foreign, "/per-mail/ja/nonsense/")]
    assert {response.status_code for response in responses} == {404}
    assert len({re.sub(r"/per-mail/ja/[\w-]+/", "", response.content.decode()) for response in responses}) == 1
    links = [link["href"] for link in parse(responses[0]).one("main").all("a")]
    assert {"/per-mail/", "/per-mail/abbestellen/"} <= set(links)


def test_confirming_twice_shows_the_same_page_twice(client, toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    pages = [client.post(link, {"newsletter": "toys:post"}).content for _time in range(2)] + [client.get(link).content]
    assert pages[0] == pages[1] == pages[2]


def test_pages_behind_links_need_no_cookie_and_are_not_cached(toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    link = link_in(run_jobs()[0], "ja")
    browser = Client(enforce_csrf_checks=True)
    for response in (browser.get(link), browser.post(link, {"newsletter": "toys:post"})):
        assert response.status_code == 200
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
    assert Subscription.objects.confirmed().count() == 1


def test_subjects_of_mails_reveal_nothing(toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    request_subscription("bea@example.org", "events:plan")
    for message in run_jobs():
        assert "Puppen" not in message.subject
        assert "plan" not in message.subject.lower()
        assert "@" not in message.subject


def test_the_mail_about_the_plan_has_the_letterhead_of_the_house(toy_newsletter, house, run_jobs):
    house.sender_email = "website@example.org"
    house.save()
    request_subscription("ada@example.org", "events:plan")
    (message,) = run_jobs()
    assert message.from_email == "Testhaus <website@example.org>"
    assert message.reply_to == ["post@example.org"]
    assert "Testhaus am Platz" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_an_address_is_unique_regardless_of_case(toy_newsletter):
    request_subscription("Ada@Example.org")
    request_subscription("ada@example.ORG")
    assert Subscriber.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.create(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.create(email="ADA@example.org")


def test_the_database_holds_a_subscription_once_and_paper_consent_only_with_its_date(subscriber):
    there = subscriber()
    same = {"subscriber": there.subscriber, "wording": there.wording, "requested_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(newsletter="toys:post", **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(newsletter="other", on_paper=True, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(newsletter="other", confirmed_at=clock.now() - timedelta(days=1), **same)


def test_a_single_newsletter_is_not_a_choice(client, house, time_machine):
    page = parse(client.get(ADDRESS))
    assert page.all("input", type="checkbox") == []
    assert "Der Monatsplan" in page.one("main").text


def test_a_link_may_preselect_a_newsletter(client, toy_newsletter):
    chosen = [box["value"] for box in parse(client.get(f"{ADDRESS}?was=events:plan")).all("input", checked=True)]
    assert chosen == ["events:plan"]


def test_every_mail_is_rendered_completely(toy_newsletter, run_jobs):
    request_subscription("ada@example.org")
    body = run_jobs()[0].body
    assert "Waren Sie das nicht? Dann müssen Sie nichts tun." in body
    assert "7 Tage" in body
    assert "{{" not in body
    assert "&quot;" not in body
    assert len(mail.outbox) == 1
    assert [newsletter.key for newsletter in catalogue.newsletters()] == ["events:plan", "toys:post"]
