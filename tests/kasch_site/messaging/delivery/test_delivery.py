"""Delivery: each mail once, with growing delays, and after a crash at most the interrupted one again."""

import smtplib
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction

from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.delivery import delivery
from kasch_site.messaging.models import Channel, Message
from kasch_site.messaging.todo import todo
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from tests.support.processes.threads import run_concurrently

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process dies: nothing in the program catches this."""


def to_all():
    return sorted(recipient for sent in mail.outbox for recipient in sent.to)


def begun_jobs():
    return Job.objects.filter(attempts__gt=0).count()


def states():
    return dict(Message.objects.values_list("subject", "state"))


def test_mails_are_sent_in_batches_with_one_connection_each(message_section, server):
    for number in range(delivery.BATCH + 5):
        message_section.send_message(f"{number:02d}")
    execution.run_due_jobs("me")
    assert len(server.recipients) == len(set(server.recipients)) == delivery.BATCH + 5
    assert server.connections == 2
    assert set(states().values()) == {"done"}
    # One job sends all messages that were queued before it began, and enqueues the next one.
    assert begun_jobs() == 2
    assert not Job.objects.due().exists()


def test_an_unknown_mailbox_is_reported_at_once_and_the_other_mails_are_sent(message_section, server, admin_user):
    server.refusals["no@example.org"] = "550 No such user"
    for subject in ("Anna", "no", "Berta"):
        message_section.send_message(subject)
    execution.run_due_jobs("me")
    assert sorted(server.recipients) == ["Anna@example.org", "Berta@example.org"]
    message = Message.objects.get(subject="no")
    assert (message.state, message.failure_reason) == ("failed", "Der Mailserver kennt diese Adresse nicht.")
    assert [item.text for item in todo(admin_user)] == ["Eine E-Mail kam nicht an."]


def test_after_a_broken_connection_the_remaining_mails_are_sent_on_a_new_one(message_section, server, noon):
    server.refusals["bad@example.org"] = ""
    for subject in ("Anna", "bad", "Berta", "Cem"):
        message_section.send_message(subject)
        noon.shift(timedelta(seconds=1))
    execution.run_due_jobs("me")
    assert server.recipients == ["Anna@example.org", "Berta@example.org", "Cem@example.org"]
    assert Message.objects.get(subject="bad").failure_reason == "Der Mailserver ist nicht zu erreichen."
    assert server.connections == 2


def test_a_full_mailbox_is_retried_with_growing_delays_for_two_days(message_section, server, noon):
    server.refusals["full@example.org"] = "452 Mailbox full"
    message_section.send_message("full")
    begun, tries = clock.now(), [timedelta(0)]
    execution.run_due_jobs("me")
    while (message := Message.objects.get()).state == "waiting":
        assert message.failure_reason == "Das Postfach nimmt nichts an."
        noon.move_to(message.due_at)
        tries.append(clock.now() - begun)
        delivery.send_waiting.enqueue()
        execution.run_due_jobs("me")
        assert Message.objects.get().attempts == len(tries)
    assert message.state == "failed"
    assert tries[:6] == [timedelta(minutes=minutes) for minutes in (0, 1, 6, 21, 81, 261)]
    assert timedelta(days=2) < tries[-1] <= timedelta(days=2, hours=6)


def test_a_deferred_mail_is_sent_once_the_mailbox_accepts_it(message_section, server, noon):
    server.refusals["full@example.org"] = "452 Mailbox full"
    message_section.send_message("full")
    execution.run_due_jobs("me")
    server.refusals.clear()
    noon.shift(timedelta(minutes=1))
    execution.run_due_jobs("me")
    assert server.recipients == ["full@example.org"]


def test_during_an_outage_of_the_mail_server_nothing_is_lost_and_retries_are_spaced(
    message_section, server, noon, settings
):
    for number in range(delivery.BATCH * 2):
        message_section.send_message(f"{number:03d}")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    execution.run_due_jobs("me")
    assert begun_jobs() == 1
    assert not Job.objects.failed().exists()
    assert set(states().values()) == {"waiting"}
    assert set(Message.objects.exclude(attempts=0).values_list("failure_reason", flat=True)) == {
        "Der Mailserver ist nicht zu erreichen."
    }
    settings.EMAIL_PORT = port
    noon.shift(timedelta(minutes=1))
    execution.run_due_jobs("me")
    assert len(server.recipients) == delivery.BATCH * 2


def test_an_outage_of_two_days_is_reported(message_section, settings, noon):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message_section.send_message("Anna")
    for _hour in range(60):
        delivery.send_waiting.enqueue()
        execution.run_due_jobs("me")
        noon.shift(timedelta(hours=1))
    assert Message.objects.get().state == "failed"


def test_a_message_that_cannot_be_rendered_does_not_block_others(message_section, noon, caplog):
    for subject in ("Anna", "broken", "Berta"):
        message_section.send_message(subject)
    message_section.rendered_messages["broken"] = ValueError("Erika")
    execution.run_due_jobs("me")
    assert to_all() == ["Anna@example.org", "Berta@example.org"]
    message = Message.objects.get(subject="broken")
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.failure_reason == "Sie ließ sich nicht schreiben: ein Fehler im Programm."
    assert "ValueError in" in caplog.text
    assert "Erika" not in caplog.text


@pytest.mark.parametrize(
    "rendered",
    [
        {"to": "anna@example.org\nBcc: all@example.org"},
        {"to": "anna@example.org, all@example.org"},
        {"sender": "Haus\r\nBcc: all@example.org <haus@example.org>"},
        {"reply_to": "haus@example.org\nBcc: all@example.org"},
        {"headers": (("List-Id", "x\r\nBcc: all@example.org"),)},
    ],
)
def test_a_mail_with_a_header_injection_is_not_sent_and_does_not_block_others(message_section, server, rendered):
    message_section.send_message("bad", **rendered)
    message_section.send_message("Anna")
    execution.run_due_jobs("me")
    assert server.recipients == ["Anna@example.org"]
    assert Message.objects.get(subject="bad").state == "waiting"


def kill_after(number, monkeypatch):
    """Let the process die after that many mails, before the last one is recorded."""
    handed_over, usual = [], delivery.mark_sent

    def die(message):
        handed_over.append(message)
        if len(handed_over) == number:
            raise Killed
        usual(message)

    monkeypatch.setattr(delivery, "mark_sent", die)
    return lambda: monkeypatch.setattr(delivery, "mark_sent", usual)


def test_a_crash_in_a_batch_repeats_the_mail_being_sent_and_loses_none(message_section, noon, monkeypatch):
    for number in range(8):
        message_section.send_message(f"{number}")
        noon.shift(timedelta(seconds=1))
    recover = kill_after(4, monkeypatch)
    with pytest.raises(Killed):
        execution.run_due_jobs("dead")
    recover()
    assert len(mail.outbox) == 4
    assert states()["3"] == "sending"
    noon.shift(execution.LEASE - timedelta(seconds=1))
    execution.run_due_jobs("another")
    assert len(mail.outbox) == 4  # the lease is valid: its owner may only be slow
    noon.shift(timedelta(seconds=1))
    execution.run_due_jobs("another")
    assert to_all() == sorted([f"{number}@example.org" for number in range(8)] + ["3@example.org"])
    # The recipient can detect the duplicate by its Message-ID.
    twice = [sent for sent in mail.outbox if sent.to == ["3@example.org"]]
    assert len({sent.message()["Message-ID"] for sent in twice}) == 1
    assert set(states().values()) == {"done"}


def test_mails_are_sent_even_if_each_process_that_runs_the_job_dies(message_section, noon, monkeypatch):
    message_section.send_message("Anna")
    recover = kill_after(1, monkeypatch)
    for death in range(1, execution.MAX_TRIES + 1):
        with pytest.raises(Killed):
            execution.run_due_jobs("dead")
        recover()
        if death < execution.MAX_TRIES:
            kill_after(1, monkeypatch)
        noon.shift(execution.LEASE)
    execution.run_due_jobs("another")
    assert Job.objects.failed().get().error == "killed"
    assert to_all() == ["Anna@example.org"] * (execution.MAX_TRIES + 1)
    assert states() == {"Anna": "done"}


def test_delivery_continues_after_a_database_outage(message_section, noon, monkeypatch):
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject)
        noon.shift(timedelta(seconds=1))

    def fail(message):
        raise OperationalError

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(delivery, "mark_sent", fail)
        execution.run_due_jobs("me")
    noon.shift(execution.LEASE)
    execution.run_due_jobs("me")
    assert to_all() == ["Anna@example.org", "Anna@example.org", "Berta@example.org"]
    assert not Job.objects.failed().exists()


def test_a_process_that_lost_its_lease_sends_nothing_more(message_section, noon, monkeypatch):
    for number in range(4):
        message_section.send_message(f"{number}")
        noon.shift(timedelta(seconds=1))
    usual = delivery.mark_sent
    half = (execution.LEASE - execution.MIN_REMAINING_LEASE) / 2

    def mark_sent_slowly(message):
        usual(message)
        noon.shift(half)

    monkeypatch.setattr(delivery, "mark_sent", mark_sent_slowly)
    execution.run(execution.claim("slow"))
    assert [states()[f"{number}"] for number in range(4)] == ["done", "done", "waiting", "waiting"]
    monkeypatch.setattr(delivery, "mark_sent", usual)
    execution.run_due_jobs("another")
    assert to_all() == [f"{number}@example.org" for number in range(4)]


def test_without_a_lease_nothing_is_sent(message_section):
    message_section.send_message("Anna")
    assert delivery.send_waiting.call() == 0
    assert mail.outbox == []


def test_a_process_that_lost_its_lease_does_not_defer_messages_of_another(message_section, server, noon):
    server.refusals["full@example.org"] = "452 Mailbox full"
    for subject in ("Anna", "full"):
        message_section.send_message(subject)
    slow = list(Message.objects.all())
    execution.run_due_jobs("another")
    before = list(Message.objects.values().order_by("pk"))
    for message in slow:
        delivery.postpone(message, delivery.MailRefused(smtplib.SMTPServerDisconnected()))
    assert list(Message.objects.values().order_by("pk")) == before
    assert states() == {"Anna": "done", "full": "waiting"}


def test_a_message_cancelled_during_a_batch_is_not_sent(message_section, noon, monkeypatch):
    for subject in ("Anna", "Berta"):
        message_section.send_message(subject)
        noon.shift(timedelta(seconds=1))
    usual = delivery.mark_sent

    def cancel_the_next(message):
        usual(message)
        messages.cancel("pen", "Berta")

    monkeypatch.setattr(delivery, "mark_sent", cancel_the_next)
    execution.run_due_jobs("me")
    assert to_all() == ["Anna@example.org"]
    assert states()["Berta"] == "cancelled"


def test_concurrent_senders_send_each_mail_once_and_one_at_a_time(message_section, transactional_db, monkeypatch):
    for number in range(120):
        message_section.send_message(f"{number:03d}")
    for _time in range(4):
        delivery.send_waiting.enqueue()
    usual, in_flight, most = delivery.SmtpConnection.send, [], []

    def watched(line, message):
        in_flight.append(message)
        most.append(len(in_flight))
        time.sleep(0.001)
        usual(line, message)
        in_flight.remove(message)

    monkeypatch.setattr(delivery.SmtpConnection, "send", watched)
    run_concurrently(lambda: execution.run_due_jobs("one of four"), times=4)
    execution.run_due_jobs("the last")
    assert to_all() == [f"{number:03d}@example.org" for number in range(120)]
    assert set(most) == {1}


def test_a_mail_queued_while_the_sender_starts_is_sent(message_section, transactional_db):
    """A transaction that reuses a waiting job relies on it; it must not run before the commit."""
    message_section.send_message("Anna")
    has_begun = threading.Event()

    def begin():
        has_begun.wait(10)
        execution.run_due_jobs("me")

    thread = threading.Thread(target=lambda: (begin(), connection.close()))
    thread.start()
    with transaction.atomic():
        message_section.send_message("Berta")
        assert Job.objects.count() == 1
        has_begun.set()
        thread.join(0.3)
    thread.join()
    execution.run_due_jobs("me")
    assert to_all() == ["Anna@example.org", "Berta@example.org"]


def test_calls_and_letters_are_not_sent_as_mail(message_section):
    for channel in (Channel.PHONE, Channel.POST):
        message_section.send_message(channel, channel)
    delivery.send_waiting.enqueue()
    execution.run_due_jobs("me")
    assert mail.outbox == []
    assert set(states().values()) == {"waiting"}


def test_a_message_of_a_removed_section_is_cancelled(message_section, settings):
    message_section.send_message("Anna")
    Message.objects.update(section="torn-down")
    execution.run_due_jobs("me")
    assert Message.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), "Der Mailserver nimmt unser Passwort nicht an."),
        (smtplib.SMTPDataError(451, b"later"), "Der Mailserver hat abgelehnt (451)."),
        (smtplib.SMTPServerDisconnected("gone"), "Der Mailserver ist nicht zu erreichen."),
        (TimeoutError("erika@example.org"), "Der Mailserver ist nicht zu erreichen."),
    ],
)
def test_staff_see_the_reason_of_a_failure_without_personal_data(reason, expected):
    error = delivery.MailRefused(reason)
    assert error.explanation == expected
    assert not error.is_final


def test_a_mail_refused_permanently_after_its_content_is_not_retried():
    assert delivery.MailRefused(smtplib.SMTPDataError(554, b"spam")).is_final
