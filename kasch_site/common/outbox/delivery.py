"""Sending the mails that wait, one after the other, so that a crash can repeat at most the one in flight.

A batch is claimed in one stroke, then each message is marked right after it was handed over. Whoever takes up an
abandoned batch sends only what bears no mark. SMTP has no way to be sure about the message in flight (RFC 5321,
6.1: a server that has taken a message is responsible for it, and the answer may be lost); its Message-ID is the same
both times, so that many mailboxes show it once.
"""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import clock
from ..jobs.titles import job, place_of
from ..rooms import Letter, room
from .models import Channel, Message

logger = logging.getLogger(__name__)

BATCH = 50
# Whoever holds a claim stops well before it ends: not even a mail server that answers at a crawl takes that long.
CLAIM = timedelta(minutes=5)
SPARE = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=2)
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]


@job(gettext_lazy("Nachrichten senden"))
def send_waiting() -> int:
    """Send every mail that is due; returns how many went out. Safe to run twice, and by several at once."""
    sent = 0
    while batch := claim(clock.now()):
        with Line() as line:
            while batch and clock.now() < batch[0].claimed_until - SPARE:
                sent += deliver(batch.pop(0), line)
        release(batch)
    look_again_for_the_claimed()
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
    return batch


def release(batch: list[Message]) -> None:
    """Give back what was claimed and not begun."""
    Message.objects.filter(pk__in=[message.pk for message in batch], state=Message.State.SENDING).update(
        state=Message.State.WAITING, claimed_until=None
    )


def look_again_for_the_claimed() -> None:
    """If somebody else is at a batch, look once more when their claim ends: they may have been killed."""
    claims = Message.objects.filter(state=Message.State.SENDING, claimed_until__gt=clock.now())
    first = claims.order_by("claimed_until").values_list("claimed_until", flat=True).first()
    if first:
        send_waiting.using(run_after=first).enqueue()


def deliver(message: Message, line: Line) -> bool:
    """Send one claimed mail, or note why not; True if it went out."""
    try:
        letter = letter_of(message)
        if letter is None or not letter.to:
            finish(message, Message.State.CALLED_OFF)
            return False
        line.send(mail_of(letter, message))
    except (smtplib.SMTPException, OSError) as error:
        postpone(message, error)
        return False
    except Exception as error:
        # One letter that cannot be written must not keep all the others waiting.
        logger.error("a message of %s could not be written: %s", message.room, place_of(error))
        postpone(message, error)
        return False
    finish(message, Message.State.DONE)
    return True


def letter_of(message: Message) -> Letter | None:
    """What a message says now; None if its reason has gone, or the room that knew it."""
    teller = room(message.room)
    return teller.letter(message.kind, message.subject) if teller else None


def mail_of(letter: Letter, message: Message) -> EmailMessage:
    """The mail with a Message-ID of its own (RFC 5322, 3.6.4) and the word that a machine wrote it (RFC 3834)."""
    host = (letter.sender.rpartition("@")[2].rstrip(">")) or "localhost"
    headers = {"Message-ID": f"<{message.pk}@{host}>", "Auto-Submitted": "auto-generated", **dict(letter.headers)}
    mail = EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender or None,
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    for each in letter.attachments:
        mail.attach(each.name, each.content, each.content_type)
    return mail


def finish(message: Message, state: str) -> None:
    """Note how it ended."""
    Message.objects.filter(pk=message.pk).update(
        state=state, finished_at=clock.now(), claimed_until=None, attempts=message.attempts + 1, trouble=""
    )


def postpone(message: Message, error: Exception) -> None:
    """Try again after a growing while; after two days, or when the server knows no such mailbox, give up."""
    now = clock.now()
    fields = {"attempts": message.attempts + 1, "claimed_until": None, "trouble": trouble_of(error)}
    if is_final(error) or now - message.wanted_at > GIVE_UP_AFTER:
        fields |= {"state": Message.State.FAILED, "finished_at": now}
    else:
        again_at = now + DELAYS[min(message.attempts, len(DELAYS) - 1)]
        fields |= {"state": Message.State.WAITING, "due_at": again_at}
        send_waiting.using(run_after=again_at).enqueue()
    Message.objects.filter(pk=message.pk).update(**fields)


def is_final(error: Exception) -> bool:
    """Whether the mail server has said for good that it will not take it (RFC 5321, 4.2.1: 5yz)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def trouble_of(error: Exception) -> str:
    """A sentence for staff that names nobody."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _("Der Mailserver kennt diese Adresse nicht.") if is_final(error) else _("Das Postfach nimmt nichts an.")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("Der Mailserver nimmt unser Passwort nicht an.")
    if isinstance(error, smtplib.SMTPResponseException):
        return _("Der Mailserver hat abgelehnt (%(code)s).") % {"code": error.smtp_code}
    if isinstance(error, OSError | smtplib.SMTPException):
        return _("Der Mailserver ist nicht zu erreichen.")
    return _("Die Nachricht ließ sich nicht schreiben: ein Fehler im Programm.")


class Line:
    """One connection to the mail server for many mails; opened anew after an error."""

    def __enter__(self):
        self.connection = get_connection()
        self.connection.open()
        return self

    def __exit__(self, *_):
        self.hang_up()

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over; raises what smtplib raises."""
        try:
            self.connection.send_messages([mail])
        except (smtplib.SMTPException, OSError):
            self.hang_up()
            raise

    def hang_up(self):
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            self.connection = get_connection()


def _can_skip():
    return connection.features.has_select_for_update_skip_locked
