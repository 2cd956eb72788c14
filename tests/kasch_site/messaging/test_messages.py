"""Messages: created once, in the transaction of their cause, without personal data."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.retention import MESSAGE_RETENTION
from kasch_site.messaging.section import MessagingSection
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db


def notice(subject, **more):
    return messages.Notice("pen", "hello", subject, Channel.MAIL, **more)


def test_the_same_notice_twice_creates_one_message_and_one_mail(message_section):
    message_section.send_message("Anna")
    message_section.send_message("Anna")
    execution.run_due_jobs("me")
    assert Message.objects.count() == 1
    assert [sent.to for sent in mail.outbox] == [["Anna@example.org"]]


def test_the_next_plan_is_another_message(message_section):
    message_section.send_message("Anna", occasion="2026-11")
    message_section.send_message("Anna", occasion="2026-12")
    assert Message.objects.count() == 2


def test_the_database_refuses_a_duplicate_message(message_section):
    first = message_section.send_message("Anna")
    again = Message(
        section="pen", kind="hello", idempotency_key=first.idempotency_key, wanted_at=clock.now(), due_at=clock.now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.bulk_create([again])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "done"},
        {"finished_at": clock.now()},
        {"state": "nonsense"},
    ],
)
def test_the_database_refuses_an_invalid_state(message_section, wrong):
    message_section.send_message("Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(**wrong)


def test_a_message_of_a_rolled_back_transaction_does_not_exist(message_section):
    with pytest.raises(RuntimeError), transaction.atomic():
        message_section.send_message("Anna")
        raise RuntimeError
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_many_messages_need_one_job(message_section):
    messages.notify_all(notice(number) for number in range(300))
    assert Message.objects.count() == 300
    assert Job.objects.count() == 1


def test_a_call_starts_no_job(message_section):
    message_section.send_message("Anna", Channel.PHONE)
    assert not Job.objects.exists()


def test_a_scheduled_message_is_sent_at_its_time(message_section, noon):
    message_section.send_message("Anna", due_at=clock.now() + timedelta(minutes=20))
    execution.run_due_jobs("me")
    noon.shift(timedelta(minutes=19))
    execution.run_due_jobs("me")
    assert mail.outbox == []
    noon.shift(timedelta(minutes=1))
    execution.run_due_jobs("me")
    assert len(mail.outbox) == 1


def test_a_scheduled_message_reuses_a_job_that_starts_earlier(message_section, noon):
    message_section.send_message("Anna", due_at=clock.now() + timedelta(minutes=10))
    message_section.send_message("Berta", due_at=clock.now() + timedelta(minutes=20))
    assert Job.objects.waiting().count() == 1
    for _minute in range(20):
        noon.shift(timedelta(minutes=1))
        execution.run_due_jobs("me")
    assert [sent.to for sent in mail.outbox] == [["Anna@example.org"], ["Berta@example.org"]]


def test_a_message_scheduled_for_next_week_is_found_by_the_hourly_job(message_section, noon):
    message_section.send_message("Anna", due_at=clock.now() + timedelta(days=7))
    assert not Job.objects.exists()
    noon.shift(timedelta(days=7, minutes=1))
    MessagingSection().hourly(clock.now())
    execution.run_due_jobs("me")
    assert len(mail.outbox) == 1


def test_a_message_without_a_valid_reason_is_not_sent(message_section):
    message = message_section.send_message("Anna")
    message_section.rendered_messages["Anna"] = None
    execution.run_due_jobs("me")
    message.refresh_from_db()
    assert message.state == Message.State.CANCELLED
    assert mail.outbox == []


def test_a_cancelled_message_is_not_sent_and_other_records_and_kinds_are(message_section):
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject)
    assert messages.cancel("pen", "Anna", ["farewell"]) == 0
    assert messages.cancel("elsewhere", "Anna") == 0
    assert messages.cancel("pen", "Anna") == 1
    execution.run_due_jobs("me")
    assert [sent.to for sent in mail.outbox] == [["Berta@example.org"]]


def test_a_row_contains_no_personal_data(message_section):
    message_section.send_message("7", to="erika@example.org", name="Erika Muster", text="Liebe Erika, …")
    execution.run_due_jobs("me")
    kept = str(Message.objects.values().get()) + str(list(Job.objects.values()))
    assert "rika" not in kept


def test_closed_messages_are_purged_after_a_month_and_open_ones_stay(message_section, noon):
    message_section.send_message("Anna")
    execution.run_due_jobs("me")
    message_section.send_message("Berta", Channel.PHONE)
    section = MessagingSection()
    assert section.purge(clock.now() + MESSAGE_RETENTION) == 0
    assert section.purge(clock.now() + MESSAGE_RETENTION + timedelta(seconds=1)) == 1
    assert messages.erase("pen", "Berta") == 1


def test_two_transactions_that_notify_the_same_persons_do_not_deadlock(message_section, transactional_db):
    orders = [list(range(200)), list(reversed(range(200)))]
    run_concurrently(lambda: messages.notify_all(notice(number) for number in orders.pop()), times=2)
    assert Message.objects.count() == 200
