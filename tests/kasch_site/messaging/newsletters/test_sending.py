"""Sending an edition: once to each confirmed subscriber, however often the job runs."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kasch_site.messaging.delivery import delivery
from kasch_site.messaging.models import Delivery, Dispatch, Message, Subscriber, Subscription
from kasch_site.messaging.newsletters import catalogue, sending, subscriptions
from kasch_site.messaging.newsletters.retention import DELIVERY_RETENTION
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from tests.kasch_site.messaging.newsletters.conftest import request_subscription
from tests.support.processes.threads import run_concurrently


def addresses(messages):
    return sorted(address for message in messages for address in message.to)


def test_only_confirmed_subscribers_get_the_edition(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org")
    subscriber("bea@example.org")
    subscriber("plan@example.org", "events:plan")
    request_subscription("pending@example.org")
    sending.send(toy_newsletter, "1")
    sent = [message for message in run_jobs() if message.subject == "Puppenpost 1"]
    assert addresses(sent) == ["ada@example.org", "bea@example.org"]
    assert "Uns geht es gut. Das war Nr. 1." in sent[0].body
    assert Dispatch.objects.get().size == 2


def test_each_subscriber_gets_it_once_however_often_it_is_sent(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org")
    for _time in range(3):
        sending.send(toy_newsletter, "1")
    first = run_jobs()
    sending.send(toy_newsletter, "1")
    assert addresses(first) == ["ada@example.org"]
    assert run_jobs() == []


def test_later_subscribers_get_it_when_staff_send_again_and_the_others_do_not(subscriber, toy_newsletter, run_jobs):
    subscriber("ada@example.org")
    sending.send(toy_newsletter, "1")
    run_jobs()
    subscriber("bea@example.org")
    assert run_jobs() == []
    sending.send(toy_newsletter, "1")
    assert addresses(run_jobs()) == ["bea@example.org"]


def test_an_interrupted_job_can_be_resumed_anywhere(subscriber, toy_newsletter, run_jobs, monkeypatch):
    for number in range(5):
        subscriber(f"p{number}@example.org")
    monkeypatch.setattr(sending, "BATCH", 2)
    give, given = sending._create_batch, []

    def dies_in_the_second_batch(dispatch, batch):
        if given:
            raise MemoryError
        given.append(batch)
        return give(dispatch, batch)

    monkeypatch.setattr(sending, "_create_batch", dies_in_the_second_batch)
    sending.send(toy_newsletter, "1")
    assert len(run_jobs()) == 2
    monkeypatch.setattr(sending, "_create_batch", give)
    execution.try_again(Job.objects.failed().get())
    assert len(run_jobs()) == 3
    assert addresses(mail.outbox) == [f"p{number}@example.org" for number in range(5)]


def test_deliveries_and_their_messages_are_created_together_or_not_at_all(
    subscriber, toy_newsletter, monkeypatch, run_jobs
):
    subscriber("ada@example.org")

    def dies(*_args):
        raise MemoryError

    monkeypatch.setattr(sending.messages, "notify_all", dies)
    sending.send(toy_newsletter, "1")
    run_jobs()
    assert not Delivery.objects.exists()


def test_sending_can_be_interrupted_between_two_mails(subscriber, toy_newsletter, run_jobs, monkeypatch, time_machine):
    for number in range(4):
        subscriber(f"p{number}@example.org")
    sending.send(toy_newsletter, "1")
    send, sent = delivery.SmtpConnection.send, []

    def dies_after_two(line, message):
        if len(sent) == 2:
            raise KeyboardInterrupt
        sent.append(message)
        return send(line, message)

    monkeypatch.setattr(delivery.SmtpConnection, "send", dies_after_two)
    with pytest.raises(KeyboardInterrupt):
        run_jobs()
    assert len(mail.outbox) == 2
    monkeypatch.setattr(delivery.SmtpConnection, "send", send)
    time_machine.shift(execution.LEASE)
    run_jobs()
    assert addresses(mail.outbox) == [f"p{number}@example.org" for number in range(4)]


def test_the_database_holds_one_delivery_and_one_dispatch(subscriber, toy_newsletter, run_jobs):
    there = subscriber("ada@example.org")
    dispatch = sending.send(toy_newsletter, "1")
    run_jobs()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(dispatch=dispatch, subscription=there)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.create(newsletter="toys:post", edition="1", name="x", begun_at=dispatch.begun_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**{**Message.objects.values().get(), "id": None, "state": "waiting"})


def test_a_subscriber_who_leaves_before_delivery_gets_no_copy(subscriber, toy_newsletter, run_jobs):
    leaving = subscriber("ada@example.org")
    subscriber("bea@example.org")
    dispatch = sending.send(toy_newsletter, "1")
    sending._create_batch(dispatch, list(sending.waiting_for(dispatch)))
    subscriptions.unsubscribe(leaving)
    assert addresses(run_jobs()) == ["bea@example.org"]


def test_a_subscriber_who_leaves_during_delivery_gets_no_copy(subscriber, toy_newsletter, run_jobs, monkeypatch):
    both = {
        person.subscriber.email: person for person in (subscriber("ada@example.org"), subscriber("bea@example.org"))
    }
    sending.send(toy_newsletter, "1")
    send = delivery.SmtpConnection.send

    def unsubscribe_the_other(line, message):
        for email, subscription in both.items():
            if [email] != message.to:
                subscriptions.unsubscribe(subscription)
        return send(line, message)

    monkeypatch.setattr(delivery.SmtpConnection, "send", unsubscribe_the_other)
    assert len(run_jobs()) == 1


def test_an_unknown_mailbox_is_recorded_and_gets_nothing_more(subscriber, toy_newsletter, run_jobs, monkeypatch):
    subscriber("ada@example.org")
    _refuse(monkeypatch, 550, b"5.1.1 no such user")
    sending.send(toy_newsletter, "1")
    run_jobs()
    assert Subscriber.objects.get().refused_at is not None
    monkeypatch.undo()
    sending.send(toy_newsletter, "2")
    assert run_jobs() == []
    subscriptions.clear_refusal(Subscription.objects.get())
    sending.send(toy_newsletter, "2")
    assert addresses(run_jobs()) == ["ada@example.org"]


@pytest.mark.parametrize(("code", "text"), [(550, b"5.7.1 we do not like your network"), (450, b"4.2.2 mailbox full")])
def test_a_mail_refused_by_policy_does_not_mark_the_mailbox_as_unknown(
    subscriber, toy_newsletter, run_jobs, monkeypatch, code, text
):
    subscriber("ada@example.org")
    _refuse(monkeypatch, code, text)
    sending.send(toy_newsletter, "1")
    run_jobs()
    assert Subscriber.objects.get().refused_at is None


def test_a_subscriber_who_subscribes_again_after_a_bounce_confirms_again(
    subscriber, toy_newsletter, run_jobs, monkeypatch
):
    there = subscriber("ada@example.org")
    subscriptions.mark_refused(there.subscriber)
    request_subscription("ada@example.org")
    (message,) = run_jobs()
    assert "Ja, bitte schicken" in message.body
    subscriptions.confirm(Subscriber.objects.get(), ["toys:post"])
    assert Subscriber.objects.get().refused_at is None


def test_an_edition_that_is_not_offered_cannot_be_sent(toy_newsletter):
    for key in ("3", "", "x" * 30):
        with pytest.raises(sending.EditionNotAvailable):
            sending.send(toy_newsletter, key)
    with pytest.raises(sending.EditionNotAvailable):
        sending.send(catalogue.newsletter_of("events:plan"), "2025-01")
    assert not Job.objects.exists()


def test_an_edition_whose_deliveries_are_purged_soon_is_not_sent_again(
    subscriber, toy_newsletter, run_jobs, time_machine
):
    subscriber("ada@example.org")
    sending.send(toy_newsletter, "1")
    run_jobs()
    assert sending.SENDING_PERIOD < DELIVERY_RETENTION
    time_machine.shift(sending.SENDING_PERIOD + timedelta(seconds=1))
    with pytest.raises(sending.EditionNotAvailable):
        sending.send(toy_newsletter, "1")


def test_the_job_reports_its_progress(subscriber, toy_newsletter, run_jobs, monkeypatch):
    for number in range(3):
        subscriber(f"p{number}@example.org")
    monkeypatch.setattr(sending, "BATCH", 2)
    dispatch = sending.send(toy_newsletter, "1")
    before = sending.progress(dispatch)
    assert (before.total, before.sent, before.is_preparing, before.is_unfinished) == (3, 0, True, True)
    run_jobs()
    after = sending.progress(dispatch)
    assert (after.total, after.sent, after.failed, after.is_unfinished) == (3, 3, 0, False)
    assert Job.objects.of(sending.create_copies).values_list("done", "total").get() == (3, 3)


def test_the_text_is_rendered_once_for_all_copies(subscriber, toy_newsletter, run_jobs, monkeypatch):
    for number in range(5):
        subscriber(f"p{number}@example.org")
    written, write = [], type(toy_newsletter).edition_text
    monkeypatch.setattr(
        type(toy_newsletter), "edition_text", lambda self, edition: written.append(edition) or write(self, edition)
    )
    sending.send(toy_newsletter, "1")
    assert len(run_jobs()) == 5
    assert written == ["1"]


def test_four_concurrent_processes_create_each_delivery_once(transactional_db, subscriber, toy_newsletter, monkeypatch):
    for number in range(30):
        subscriber(f"p{number}@example.org")
    monkeypatch.setattr(sending, "BATCH", 4)
    dispatch = sending.send(toy_newsletter, "1")
    run_concurrently(lambda: _create_all(dispatch), times=4)
    assert Delivery.objects.count() == Message.objects.filter(kind="edition").count() == 30


def test_subscribers_who_leave_during_the_job_leave_no_messages(
    transactional_db, subscriber, toy_newsletter, run_jobs, monkeypatch
):
    subscribers = [subscriber(f"p{number}@example.org") for number in range(20)]
    monkeypatch.setattr(sending, "BATCH", 3)
    dispatch = sending.send(toy_newsletter, "1")
    run_concurrently(
        lambda: _create_all(dispatch),
        lambda: [subscriptions.unsubscribe(person) for person in subscribers[::2]],
    )
    assert addresses(run_jobs()) == sorted(f"p{number}@example.org" for number in range(1, 20, 2))


def _create_all(dispatch):
    while batch := list(sending.waiting_for(dispatch)[: sending.BATCH]):
        sending._create_batch(dispatch, batch)


def _refuse(monkeypatch, code, text):
    def send_messages(_connection, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (code, text)})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages)
