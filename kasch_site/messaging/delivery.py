"""Sending the mails that wait, one after the other, so that a process that dies repeats at most the one in flight.

A batch is claimed in one stroke, then each message is marked right after it was handed over. Whoever takes up an
abandoned batch sends only what bears no mark. SMTP has no way to be sure about the message in flight (RFC 5321,
6.1: a server that has taken a message is responsible for it, and the answer may be lost); its Message-ID is the same
both times, so that many mailboxes show it once.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.error_report import place_of
from kasch_site.common.sections import section
from kasch_site.worker import execution
from kasch_site.worker.jobs import job

from .models import Channel, Message
from .rendering import letter_of, mail_of
from .smtp import ConnectionFailed, NotTaken, SmtpConnection

logger = logging.getLogger(__name__)

BATCH = 50
# Whoever holds a claim begins no mail in its last minutes: not even a mail server that answers each of the ten
# questions of a mail in the last of the 20 seconds it has (EMAIL_TIMEOUT) takes that long.
CLAIM = timedelta(minutes=6)
SPARE = timedelta(minutes=4)
GIVE_UP_AFTER = timedelta(days=2)
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
# What is due later is found by the look of every hour (`room.hourly`).
LOOK_AHEAD = timedelta(hours=1)


@job(gettext_lazy("Nachrichten senden"))
def send_waiting() -> int:
    """Send the next batch of due mails and see to it that the rest follows; returns how many went out.

    Safe to run twice, and by several at once. One batch a job, so that other work gets its turn in between.
    """
    execution.finish_repeats(send_waiting)
    sent, has_line = send(claim(clock.now()))
    plan_next_look(not_before=clock.now() if has_line else clock.now() + DELAYS[0])
    return sent


@transaction.atomic
def claim(now: datetime) -> list[Message]:
    """Take a batch of due mails for oneself."""
    due = Message.objects.by(Channel.MAIL).due(now).order_by("due_at")[:BATCH]
    batch = list(due.select_for_update(skip_locked=True) if _can_skip() else due)
    until = now + CLAIM
    Message.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=Message.State.SENDING, claimed_until=until
    )
    for message in batch:
        message.claimed_until = until
    if batch:
        _plan(until)  # should this process die, and the job with it, somebody looks when the claim has ended
    return batch


def send(batch: list[Message]) -> tuple[int, bool]:
    """Send what was claimed, as far as the claim reaches; how many went out, and whether the mail server was there."""
    sent = 0
    with SmtpConnection() as line, quick_marks():
        while batch and clock.now() < batch[0].claimed_until - SPARE:
            try:
                sent += deliver(batch[0], line)
            except ConnectionFailed as error:
                for message in batch:
                    postpone(message, error)
                return sent, False
            batch.pop(0)
    for message in batch:
        _ours(message).update(state=Message.State.WAITING, claimed_until=None)
    return sent, True


@contextmanager
def quick_marks():
    """Let the marks of a batch survive the end of a process at once, and a power cut from the end of the batch on.

    SQLite waits for the disk at each commit, which takes longer than to send a mail. Without waiting, what was
    committed lies in the memory of the operating system: whoever kills this process loses nothing of it. The next
    commit that waits brings all before it to the disk (sqlite.org/pragma.html#pragma_synchronous, WAL). PostgreSQL
    keeps waiting: there it is the server that could be killed.
    """
    # Inside of a transaction, as in tests, SQLite does not change its habits.
    is_changed = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_changed:
        _wait_for_disk("NORMAL")
    try:
        yield
    finally:
        if is_changed:
            _wait_for_disk("FULL")


def _wait_for_disk(when):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={when}")


def deliver(message: Message, line: SmtpConnection) -> bool:
    """Send one claimed mail, or note why not; True if it went out. Raises NoLine, for the others of the batch."""
    if not _ours(message).exists():
        return False  # called off while others of the batch were sent
    try:
        letter = letter_of(message)
        if letter is None or not letter.to:
            _ours(message).update(state=Message.State.CALLED_OFF, finished_at=clock.now(), claimed_until=None)
            return False
        line.send(mail_of(letter, message))
    except ConnectionFailed:
        raise
    except NotTaken as error:
        postpone(message, error)
        if error.knows_no_mailbox:
            notify_section(message)
        return False
    except Exception as error:
        # One letter that cannot be written must not keep all the others waiting.
        logger.error("a message of %s could not be written: %s", message.room, place_of(error))
        postpone(message, error)
        return False
    mark_sent(message)
    return True


def mark_sent(message: Message) -> None:
    """Note that a mail has gone out, whatever was noted about it meanwhile."""
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.DONE,
        finished_at=clock.now(),
        claimed_until=None,
        attempts=message.attempts + 1,
        trouble="",
    )


def postpone(message: Message, error: Exception) -> None:
    """Try again after a growing while; after two days, or when the server knows no such mailbox, give up."""
    now = clock.now()
    words = error.words if isinstance(error, NotTaken) else _("Sie ließ sich nicht schreiben: ein Fehler im Programm.")
    fields = {"attempts": message.attempts + 1, "claimed_until": None, "trouble": words}
    if getattr(error, "is_final", False) or now - message.wanted_at > GIVE_UP_AFTER:
        fields |= {"state": Message.State.FAILED, "finished_at": now}
    else:
        again_at = now + DELAYS[min(message.attempts, len(DELAYS) - 1)]
        fields |= {"state": Message.State.WAITING, "due_at": again_at}
    _ours(message).update(**fields)


def notify_section(message: Message) -> None:
    """Let the room that had something to say hear that there is no such mailbox; its mistakes stop nobody's mails."""
    teller = section(message.room)
    try:
        if teller:
            teller.refused(message.kind, message.subject)
    except Exception as error:
        logger.error("%s did not understand that a mailbox does not exist: %s", message.room, place_of(error))


def plan_next_look(not_before: datetime) -> None:
    """Have the next mail sent when its time has come, or when the claim ends of somebody who may have been killed."""
    moments = Message.objects.by(Channel.MAIL).next_moments()
    if not moments:
        return
    _plan(max(min(moments), not_before))


def _plan(moment):
    if not execution.is_planned(send_waiting, moment):
        wake_up(moment)


def wake_up(moment: datetime) -> None:
    """Have waiting mails sent at that moment, at once if it is past; what lies further ahead is found every hour."""
    if moment <= clock.now():
        send_waiting.enqueue()
    elif moment <= clock.now() + LOOK_AHEAD:
        send_waiting.using(run_after=moment).enqueue()


def _ours(message):
    """The message as long as our claim holds: whoever was too slow changes nothing of what others did with it."""
    return Message.objects.filter(pk=message.pk, state=Message.State.SENDING, claimed_until=message.claimed_until)


def _can_skip():
    return connection.features.has_select_for_update_skip_locked
