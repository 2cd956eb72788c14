"""Send due mails one by one, so that a crash repeats at most the one in flight.

Sending is a job in a queue of its own, of which one runs at a time: the process that holds its lease sends alone. Each
message is marked just before it is handed over, and right after it. A process that takes over an abandoned job sends
what is not marked as done, so the message in flight goes out again. SMTP cannot rule out this duplicate (RFC 5321, 6.1:
a server that has accepted a message is responsible for it, and its reply may be lost); its Message-ID is the same both
times, so that many mail clients show it once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.logs.error_report import location_of
from kasch_site.common.sections import section
from kasch_site.common.sqlite import commit_without_sync
from kasch_site.messaging import caps
from kasch_site.messaging.models import Channel, Message
from kasch_site.worker import execution
from kasch_site.worker.jobs import job

from .rendering import mail_of, rendered_message
from .smtp import ConnectionFailed, MailRefused, SmtpConnection

logger = logging.getLogger(__name__)

BATCH = 50
GIVE_UP_AFTER = timedelta(days=2)
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
# Messages due later are found by the hourly job (`section.hourly`).
LOOK_AHEAD = timedelta(hours=1)


@job(gettext_lazy("Nachrichten senden"), queue_name="mails")
def send_waiting() -> int:
    """Send the next batch of due mails and schedule the rest; return the number of mails sent.

    One batch per job, so that other jobs can run in between. Without the lease of its job it sends nothing.
    """
    batch = list(Message.objects.on_channel(Channel.MAIL).due(clock.now())[:BATCH])
    if batch:
        schedule_sending(
            clock.now() + execution.LEASE
        )  # if this job is given up after many killed processes, another continues
    sent, is_reachable = send(batch)
    schedule_next_batch(not_before=clock.now() if is_reachable else clock.now() + DELAYS[0])
    return sent


def send(batch: list[Message]) -> tuple[int, bool]:
    """Send a batch as long as the lease holds; return the number sent and whether the server was reachable."""
    sent = 0
    with SmtpConnection() as connection, commit_without_sync():
        for number, message in enumerate(batch):
            if not execution.has_lease():
                break
            try:
                sent += deliver(message, connection)
            except ConnectionFailed as error:
                for unsent in batch[number:]:
                    postpone(unsent, error)
                return sent, False
    return sent, True


def deliver(message: Message, connection: SmtpConnection) -> bool:
    """Send one mail or record why not; return whether it was sent. Raise `ConnectionFailed` to end the batch."""
    if not _open(message).update(state=Message.State.SENDING):
        return False  # cancelled while others of the batch were sent
    try:
        rendered = rendered_message(message)
        if rendered is not None and rendered.to:
            rendered = caps.within_cap(rendered, message)
        if rendered is None or not rendered.to:
            _open(message).update(state=Message.State.CANCELLED, finished_at=clock.now())
            return False
        connection.send(mail_of(rendered, message))
        caps.count(rendered, message)
    except ConnectionFailed:
        raise
    except MailRefused as error:
        postpone(message, error)
        if error.is_unknown_mailbox:
            notify_section(message)
        return False
    except Exception as error:
        # A message that fails to render must not block the others.
        logger.error("a message of %s could not be written: %s", message.section, location_of(error))
        postpone(message, error)
        return False
    mark_sent(message)
    return True


def mark_sent(message: Message) -> None:
    """Mark a mail as sent, whatever its current state."""
    fields = {"state": Message.State.DONE, "attempts": message.attempts + 1, "failure_reason": ""}
    Message.objects.filter(pk=message.pk).update(finished_at=clock.now(), **fields)


def postpone(message: Message, error: Exception) -> None:
    """Schedule a retry after a growing delay; give up after two days, or after a permanent refusal."""
    now = clock.now()
    reason = (
        error.explanation
        if isinstance(error, MailRefused)
        else _("Sie ließ sich nicht schreiben: ein Fehler im Programm.")
    )
    fields = {"attempts": message.attempts + 1, "failure_reason": reason}
    if getattr(error, "is_final", False) or now - message.wanted_at > GIVE_UP_AFTER:
        fields |= {"state": Message.State.FAILED, "finished_at": now}
    else:
        retry_at = now + DELAYS[min(message.attempts, len(DELAYS) - 1)]
        fields |= {"state": Message.State.WAITING, "due_at": retry_at}
    _open(message).update(**fields)


def notify_section(message: Message) -> None:
    """Notify the section that a mailbox does not exist; its exceptions do not stop other mails."""
    provider = section(message.section)
    try:
        if provider:
            provider.mailbox_refused(message.kind, message.subject)
    except Exception as error:
        logger.error("%s did not understand that a mailbox does not exist: %s", message.section, location_of(error))


def schedule_next_batch(not_before: datetime) -> None:
    """Schedule the next batch for the next due time, if mails are left."""
    moment = Message.objects.on_channel(Channel.MAIL).next_due_at()
    if moment:
        schedule_sending(max(moment, not_before))


@transaction.atomic(savepoint=False)
def schedule_sending(moment: datetime) -> None:
    """Schedule sending for that moment in the caller's transaction, unless a job that waits begins by then.

    Such a job schedules another one for what is not due yet. Moments further ahead are found by the hourly job.
    """
    if moment <= clock.now() + LOOK_AHEAD and not execution.is_waiting(send_waiting, moment):
        send_waiting.using(run_after=moment).enqueue()


def _open(message):
    """Return the row of a mail while it is open and nobody has tried it since it was read."""
    return Message.objects.on_channel(Channel.MAIL).open().filter(pk=message.pk, attempts=message.attempts)
