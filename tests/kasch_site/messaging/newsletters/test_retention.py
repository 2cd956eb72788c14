"""What has had its time is erased, and a person can ask what is known of them and have it erased."""

from datetime import timedelta

from kasch_site.common import clock
from kasch_site.common.sections import section
from kasch_site.messaging.models import ConsentText, Delivery, Dispatch, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import sending, subscriptions
from kasch_site.visitors.models import AccessToken
from tests.kasch_site.messaging.newsletters.conftest import NOON, ask


def emails():
    return sorted(Subscriber.objects.values_list("email", flat=True))


def test_whoever_does_not_confirm_is_erased_after_seven_days(post, work, time_machine):
    ask("ada@example.org")
    work()
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


def test_what_was_not_confirmed_goes_and_what_was_stays(subscriber, work, time_machine):
    subscriber("ada@example.org")
    ask("ada@example.org", "events:plan")
    time_machine.shift(timedelta(days=8))
    section("newsletters").purge(clock.now())
    assert [each.newsletter for each in Subscription.objects.all()] == ["toys:post"]


def test_a_mailbox_that_does_not_exist_is_erased_after_sixty_days(subscriber, time_machine):
    subscriptions.mark_refused(subscriber("ada@example.org").subscriber)
    subscriber("bea@example.org")
    time_machine.shift(timedelta(days=60, seconds=1))
    section("newsletters").purge(clock.now())
    assert emails() == ["bea@example.org"]


def test_who_got_which_issue_is_forgotten_and_that_it_was_sent_is_not(subscriber, post, work, time_machine):
    subscriber("ada@example.org")
    sending.send(post, "1")
    work()
    time_machine.shift(timedelta(days=91))
    section("newsletters").purge(clock.now())
    assert not Delivery.objects.exists()
    assert [(each.name, each.size) for each in Dispatch.objects.all()] == [("Puppenpost Nr. 1", 1)]


def test_forgetting_twice_is_forgetting_once(subscriber, post):
    subscriber("ada@example.org")
    ask("bea@example.org")
    later = NOON + timedelta(days=8)
    assert section("newsletters").purge(later) > 0
    assert section("newsletters").purge(later) == 0


def test_a_person_learns_what_is_known_of_them(subscriber, post, work):
    subscriber("ada@example.org")
    subscriber("bea@example.org")
    sending.send(post, "1")
    work()
    (known,) = section("newsletters").export("Ada@Example.org")
    assert known["email"] == "ada@example.org"
    assert known["agreed_to"] == "Puppenpost: Zweimal im Jahr ein Brief der Puppen."
    assert known["confirmed_at"] == NOON.isoformat()
    assert known["editions"] == ["Puppenpost Nr. 1"]
    assert section("newsletters").export("0123 456789") == []
    assert section("newsletters").export("") == []


def test_a_person_is_forgotten_with_everything_that_points_at_them(subscriber, post, work):
    subscriber("ada@example.org", "toys:post", "events:plan")
    subscriber("bea@example.org")
    sending.send(post, "1")
    work()
    ask("ada@example.org")
    assert section("newsletters").erase_person("ADA@example.org") == 1
    assert emails() == ["bea@example.org"]
    assert Delivery.objects.count() == 1
    assert Message.objects.count() == 1
    assert section("newsletters").erase_person("ada@example.org") == 0


def test_messages_jobs_and_links_never_hold_the_address(subscriber, post, work):
    subscriber("ada@example.org")
    ask("ada@example.org")
    sending.send(post, "1")
    from django.apps import apps

    work()
    guilty = [
        model.__name__
        for model in apps.get_models()
        for row in model._base_manager.values()
        if "ada@" in str(row.values()) and model is not Subscriber
    ]
    assert guilty == []
