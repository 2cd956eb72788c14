"""Manual delivery by staff: calls, letters on paper, and undeliverable mails."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.logs.error_report import location_of
from kasch_site.common.sections import RenderedMessage, ReplyRefused, ReplyResult, section
from kasch_site.messaging import caps
from kasch_site.messaging.models import Channel, Message
from kasch_site.visitors.contact import canonical_phone

from .delivery import schedule_sending
from .rendering import rendered_message

logger = logging.getLogger(__name__)

RETRY_CALL_AFTER = timedelta(hours=2)
# The time in which a recorded outcome can be undone.
UNDO_PERIOD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DisplayedMessage:
    """A message with its current rendering; None if its reason no longer exists or rendering failed."""

    message: Message
    rendered: RenderedMessage | None
    is_broken: bool = False

    @property
    def number(self) -> str:
        """Return the number to dial (RFC 3966); "" if the section gave none."""
        return canonical_phone(self.rendered.to) if self.rendered and "@" not in self.rendered.to else ""


def open_messages(channel: str, user=None) -> list[DisplayedMessage]:
    """Return the open messages of a channel, each rendered, without those whose reason no longer exists.

    With `user`, only messages they may see, which are recorded in the access log.
    """
    waiting_messages = (
        Message.objects.readable_by(user).for_staff(channel, until=clock.now() + RETRY_CALL_AFTER).order_by("due_at")
    )
    displayed = [display(message) for message in waiting_messages]
    shown = caps.without_excess_calls(item for item in displayed if item.rendered or item.is_broken)
    if user is not None:
        log_reading_of(user, shown)
    return shown


def recently_done(channel: str, user=None) -> list[DisplayedMessage]:
    """Return messages completed lately, latest first: their outcome can be undone."""
    completed = Message.objects.readable_by(user).recently_done(channel, clock.now() - UNDO_PERIOD)
    return [display(message) for message in completed]


def log_reading_of(user, displayed: list[DisplayedMessage]) -> None:
    """Notify the sections that a member of staff has seen these messages, for their access logs."""
    subjects: dict[str, list[str]] = {}
    for item in displayed:
        subjects.setdefault(item.message.section, []).append(item.message.subject)
    for key, keys in subjects.items():
        provider = section(key)
        if provider is not None:
            provider.log_reading(user, keys)


def waiting_count(channel: str, user) -> int:
    """Return how many calls or letters wait for this member of staff."""
    return Message.objects.readable_by(user).for_staff(channel, until=clock.now() + RETRY_CALL_AFTER).count()


def display(message: Message) -> DisplayedMessage:
    """Render a message. A rendering error is marked on the result, so that it does not hide other messages."""
    try:
        return DisplayedMessage(message, rendered_message(message))
    except Exception as error:
        logger.error("a message of %s could not be written: %s", message.section, location_of(error))
        return DisplayedMessage(message, None, is_broken=True)


def mark_reached(message: Message) -> bool:
    """Record that a person was notified by phone; return False if the message is no longer open."""
    return _finish(message, Channel.PHONE, Message.State.DONE)


def mark_declined(message: Message) -> bool:
    """Record that a person declines the notification; return False if the message is no longer open."""
    return _finish(message, Channel.PHONE, Message.State.DECLINED)


def mark_not_reached(message: Message) -> bool:
    """Record an unanswered call: it moves to the end of the list."""
    retry_at = clock.now() + RETRY_CALL_AFTER
    return bool(_open(message, Channel.PHONE).update(due_at=retry_at, attempts=message.attempts + 1))


@transaction.atomic
def apply_reply(message: Message, key: str) -> ReplyResult:
    """Apply a reply given on the phone, one of those the message offers, and complete the message.

    The section is called first, whatever the state of the message, because its lock precedes that of the message in all
    its functions. Idempotent. Raise `ReplyRefused`, which leaves the message unchanged.
    """
    provider = section(message.section)
    if provider is None:
        raise ReplyRefused(_("Das ist schon erledigt oder nicht mehr nötig."))
    was_open = _open(message, Channel.PHONE).exists()
    result = provider.apply_reply(message.kind, message.subject, key)
    if was_open:
        # The section may have cancelled it as obsolete.
        unfinished = Message.objects.filter(pk=message.pk).exclude(
            state__in=(Message.State.DONE, Message.State.DECLINED)
        )
        unfinished.update(state=Message.State.DONE, finished_at=clock.now())
    return result


def convert_to_letter(message: Message) -> bool:
    """Turn an unanswered call into a letter; not if it expects a reply, which would come too late."""
    rendered = display(message).rendered
    if rendered and rendered.replies:
        return False
    return bool(_open(message, Channel.PHONE).update(channel=Channel.POST))


def convert_to_call(message: Message) -> bool:
    """Turn a letter into a call, if the section gave a number."""
    return bool(display(message).number and _open(message, Channel.POST).update(channel=Channel.PHONE))


def mark_posted(messages) -> int:
    """Record that these letters were posted; return how many were open."""
    return sum(_finish(message, Channel.POST, Message.State.DONE) for message in messages)


def undo_outcome(message: Message) -> bool:
    """Reopen a call or letter completed by mistake; return False if its reason no longer exists."""
    since = clock.now() - UNDO_PERIOD
    completed = (
        Message.objects.recently_done(message.channel, since).exclude(channel=Channel.MAIL).filter(pk=message.pk)
    )
    if display(message).rendered is None:
        return False
    return bool(completed.update(state=Message.State.WAITING, finished_at=None, due_at=clock.now()))


@transaction.atomic
def send_again(message: Message) -> bool:
    """Retry an undeliverable mail."""
    if not _reopen(message, channel=Channel.MAIL, attempts=0):
        return False
    schedule_sending(clock.now())
    return True


def convert_mail_to_letter(message: Message) -> bool:
    """Turn an undeliverable mail into a letter."""
    return _reopen(message, channel=Channel.POST)


def dismiss(message: Message) -> bool:
    """Dismiss an undeliverable mail that staff have handled."""
    failed = Message.objects.failed().filter(pk=message.pk)
    return bool(failed.update(state=Message.State.CANCELLED, finished_at=clock.now()))


def cancel_obsolete() -> int:
    """Cancel calls and letters whose reason no longer exists; return their number."""
    waiting = Message.objects.open().exclude(channel=Channel.MAIL)
    return _cancel_obsolete([display(message) for message in waiting])


def _cancel_obsolete(displayed) -> int:
    obsolete = [item.message for item in displayed if item.rendered is None and not item.is_broken]
    return sum(_finish(message, message.channel, Message.State.CANCELLED) for message in obsolete)


def _reopen(message, **fields) -> bool:
    now: datetime = clock.now()
    failed = Message.objects.failed().on_channel(Channel.MAIL).filter(pk=message.pk)
    return bool(failed.update(state=Message.State.WAITING, finished_at=None, due_at=now, wanted_at=now, **fields))


def _open(message, channel):
    return Message.objects.open().on_channel(channel).filter(pk=message.pk)


def _finish(message, channel, state) -> bool:
    return bool(_open(message, channel).update(state=state, finished_at=clock.now()))
