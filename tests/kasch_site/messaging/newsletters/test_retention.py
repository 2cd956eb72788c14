"""Data is erased after its retention; persons get their data and can have it erased."""

from datetime import timedelta

from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.messaging.models import ConsentText, Delivery, Dispatch, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.visitors.models import AccessToken
from tests.kasch_site.messaging.newsletters.conftest import NOON, request_subscription


def emails():
    return sorted(Subscriber.objects.values_list("email", flat=True))


def test_unconfirmed_addresses_are_erased_after_seven_days(toy_newsletter, run_jobs, time_machine):
    request_subscription("ada@example.org")
    run_jobs()
    time_machine.shift(timedelta(days=7))
    section("newsletters").purge(clock.now())
    assert emails() == ["ada@example.org"]
    time_machine.shift(timedelta(seconds=1))
    section("newsletters").purge(clock.now())
    assert (emails(), ConsentText.objects.count(), Message.objects.count(), AccessToken.objects.count()) == (
        [],
        0,
        0,
        0,
    )


def test_unconfirmed_subscriptions_are_erased_and_confirmed_ones_stay(subscriber, run_jobs, time_machine):
    subscriber("ada@example.org")
    request_subscription("ada@example.org", "events:plan")
    time_machine.shift(timedelta(days=8))
    section("newsletters").purge(clock.now())
    assert [subscription.newsletter for subscription in Subscription.objects.all()] == ["toys:post"]


def test_an_unknown_mailbox_is_erased_after_sixty_days(subscriber, time_machine):
    subscriptions.mark_refused(subscriber("ada@example.org").subscriber)
    subscriber("bea@example.org")
    time_machine.shift(timedelta(days=60, seconds=1))
    section("newsletters").purge(clock.now())
    assert emails() == ["bea@example.org"]


def test_deliveries_are_purged_and_dispatches_are_kept(subscriber, toy_newsletter, run_jobs, time_machine):
    subscriber("ada@example.org")
    sending.send(toy_newsletter, "1")
    run_jobs()
    time_machine.shift(timedelta(days=91))
    section("newsletters").purge(clock.now())
    assert not Delivery.objects.exists()
    assert [(dispatch.name, dispatch.size) for dispatch in Dispatch.objects.all()] == [("Puppenpost Nr. 1", 1)]


def test_purging_twice_purges_once(subscriber, toy_newsletter):
    subscriber("ada@example.org")
    request_subscription("bea@example.org")
    later = NOON + timedelta(days=8)
    assert section("newsletters").purge(later) > 0
    assert section("newsletters").purge(later) == 0


def test_a_subject_access_request_returns_all_data(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org")
    subscriber("bea@example.org")
    sending.send(toy_newsletter, "1")
    run_jobs()
    (record,) = section("newsletters").export("Ada@Example.org")
    assert record["email"] == "ada@example.org"
    assert record["agreed_to"] == "Puppenpost: Zweimal im Jahr ein Brief der Puppen."
    assert record["confirmed_at"] == NOON.isoformat()
    assert record["editions"] == ["Puppenpost Nr. 1"]
    assert section("newsletters").export("0123 456789") == []
    assert section("newsletters").export("") == []


def test_erasing_a_person_erases_all_references(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org", "toys:post", "events:plan")
    subscriber("bea@example.org")
    sending.send(toy_newsletter, "1")
    run_jobs()
    request_subscription("ada@example.org")
    assert section("newsletters").erase_person("ADA@example.org") == 1
    assert emails() == ["bea@example.org"]
    assert Delivery.objects.count() == 1
    assert Message.objects.count() == 1
    assert section("newsletters").erase_person("ada@example.org") == 0


def test_messages_jobs_and_tokens_never_contain_the_address(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org")
    request_subscription("ada@example.org")
    sending.send(toy_newsletter, "1")
    from django.apps import apps

    run_jobs()
    naming = [
        model.__name__
        for model in apps.get_models()
        for row in model._base_manager.values()
        if "ada@" in str(row.values()) and model is not Subscriber
    ]
    assert naming == []
