"""Send due mails one by one, so that a crash repeats at most the one in flight.

A batch is claimed in one statement, and each message is marked right after it was handed over. A process that takes
over an abandoned batch sends only unmarked messages. SMTP cannot rule out a duplicate of the message in flight (RFC
5321, 6.1: a server that has accepted a message is responsible for it, and its reply may be lost); its Message-ID is the
same both times, so that many mail clients show it once.
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
from .rendering import mail_of, rendered_message
from .smtp import ConnectionFailed, NotTaken, SmtpConnection

logger = logging.getLogger(__name__)

BATCH = 50
# No mail is begun in the last minutes of a claim. They exceed the time of a mail server that answers each of the ten
# commands of a mail just within its timeout of 20 seconds (EMAIL_TIMEOUT).
CLAIM = timedelta(minutes=6)
SPARE = timedelta(minutes=4)
GIVE_UP_AFTER = timedelta(days=2)
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
# Messages due later are found by the hourly job (`section.hourly`).
LOOK_AHEAD = timedelta(hours=1)


@job(gettext_lazy("Nachrichten senden"))
def send_waiting() -> int:
    """Send the next batch of due mails and schedule the rest; return the number of mails sent.

    Idempotent and safe to run concurrently. One batch per job, so that other jobs can run in between.
    """
    execution.finish_repeats(send_waiting)
    sent, has_line = send(claim(clock.now()))
    plan_next_look(not_before=clock.now() if has_line else clock.now() + DELAYS[0])
    return sent


@transaction.atomic
def claim(now: datetime) -> list[Message]:
    """Claim a batch of due mails."""
    due = Message.objects.by(Channel.MAIL).due(now).order_by("due_at")[:BATCH]
    batch = list(due.select_for_update(skip_locked=True) if _can_skip() else due)
    until = now + CLAIM
    Message.objects.filter(pk__in=[message.pk for message in batch]).update(
        state=Message.State.SENDING, claimed_until=until
    )
    for message in batch:
        message.claimed_until = until
    if batch:
        _plan(until)  # if this process dies, another one continues after the end of the claim
    return batch


def send(batch: list[Message]) -> tuple[int, bool]:
    """Send a claimed batch until the claim expires; return the number sent and whether the server was reachable."""
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
    """Commit the marks of a batch without waiting for the disk; the end of the batch makes them durable.

    SQLite syncs at each commit, which takes longer than sending a mail. Without the sync, committed data is in the
    memory of the operating system and survives the end of the process, but not a power failure. The next synced commit
    makes all earlier ones durable (sqlite.org/pragma.html#pragma_synchronous, WAL). PostgreSQL keeps syncing, because
    there the server process itself could be killed.
    """
    # Inside a transaction, as in tests, SQLite ignores the pragma.
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
    """Send one claimed mail or record why not; return whether it was sent. Raises ConnectionFailed to end the batch."""
    if not _ours(message).exists():
        return False  # cancelled while others of the batch were sent
    try:
        rendered = rendered_message(message)
        if rendered is None or not rendered.to:
            _ours(message).update(state=Message.State.CALLED_OFF, finished_at=clock.now(), claimed_until=None)
            return False
        line.send(mail_of(rendered, message))
    except ConnectionFailed:
        raise
    except NotTaken as error:
        postpone(message, error)
        if error.knows_no_mailbox:
            notify_section(message)
        return False
    except Exception as error:
        # A message that fails to render must not block the others.
        logger.error("a message of %s could not be written: %s", message.section, place_of(error))
        postpone(message, error)
        return False
    mark_sent(message)
    return True


def mark_sent(message: Message) -> None:
    """Mark a mail as sent, whatever its current state."""
    Message.objects.filter(pk=message.pk).update(
        state=Message.State.DONE,
        finished_at=clock.now(),
        claimed_until=None,
        attempts=message.attempts + 1,
        trouble="",
    )


def postpone(message: Message, error: Exception) -> None:
    """Schedule a retry after a growing delay; give up after two days, or after a permanent refusal."""
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
    """Notify the section that a mailbox does not exist; its exceptions do not stop other mails."""
    teller = section(message.section)
    try:
        if teller:
            teller.mailbox_refused(message.kind, message.subject)
    except Exception as error:
        logger.error("%s did not understand that a mailbox does not exist: %s", message.section, place_of(error))


def plan_next_look(not_before: datetime) -> None:
    """Schedule the next batch for the next due time or the end of a claim, whose process may have died."""
    moments = Message.objects.by(Channel.MAIL).next_moments()
    if not moments:
        return
    _plan(max(min(moments), not_before))


def _plan(moment):
    if not execution.is_planned(send_waiting, moment):
        wake_up(moment)


def wake_up(moment: datetime) -> None:
    """Schedule sending for that moment, at once if it is past; moments further ahead are found by the hourly job."""
    if moment <= clock.now():
        send_waiting.enqueue()
    elif moment <= clock.now() + LOOK_AHEAD:
        send_waiting.using(run_after=moment).enqueue()


def _ours(message):
    """Return the message while our claim is valid: after that, changes of other processes must not be overwritten."""
    return Message.objects.filter(pk=message.pk, state=Message.State.SENDING, claimed_until=message.claimed_until)


def _can_skip():
    return connection.features.has_select_for_update_skip_locked
