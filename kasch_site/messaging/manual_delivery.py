"""What staff do with messages that no machine delivers: calls, letters on paper, and mails that did not arrive."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.error_report import place_of
from kasch_site.common.sections import RenderedMessage, ReplyRefused, ReplyResult, section
from kasch_site.visitors.contact import numbers

from .delivery import wake_up
from .models import Channel, Message
from .rendering import letter_of

logger = logging.getLogger(__name__)

CALL_AGAIN_AFTER = timedelta(hours=2)
# So long what was noted by mistake can be taken back.
TAKEN_BACK_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A message with what it says now; without a letter if there is no reason for it, or if it cannot be written."""

    message: Message
    letter: RenderedMessage | None
    is_broken: bool = False

    @property
    def number(self) -> str:
        """What is dialled (RFC 3966); empty where the room gave no phone number."""
        return next(iter(numbers(self.letter.to)), "") if self.letter else ""


def to_tell(channel: str, user=None) -> list[Told]:
    """What waits on that way, each with its letter as it is now; what has lost its reason is called off.

    With a member of staff only what they may know of, and they count as having read it.
    """
    waiting = (
        Message.objects.readable_by(user).for_staff(channel, until=clock.now() + CALL_AGAIN_AFTER).order_by("due_at")
    )
    told = [read(message) for message in waiting]
    _call_off_pointless(told)
    shown = [each for each in told if each.letter or each.is_broken]
    if user is not None:
        note_reading(user, shown)
    return shown


def seen_to(channel: str, user=None) -> list[Told]:
    """What staff have noted an end for lately, the last first: that much can be taken back."""
    noted = Message.objects.readable_by(user).seen_to(channel, clock.now() - TAKEN_BACK_WITHIN)
    return [read(message) for message in noted]


def note_reading(user, told: list[Told]) -> None:
    """Tell the rooms that somebody has read these: whoever keeps a list of readers writes it down."""
    subjects: dict[str, list[str]] = {}
    for each in told:
        subjects.setdefault(each.message.room, []).append(each.message.subject)
    for key, found in subjects.items():
        teller = section(key)
        if teller is not None:
            teller.was_read(user, found)


def waiting(channel: str, user) -> int:
    """How many calls or letters wait for this member of staff."""
    return Message.objects.readable_by(user).for_staff(channel, until=clock.now() + CALL_AGAIN_AFTER).count()


def read(message: Message) -> Told:
    """What a message says now. One that its room cannot write is told apart, so that it hides no other."""
    try:
        return Told(message, letter_of(message))
    except Exception as error:
        logger.error("a message of %s could not be written: %s", message.room, place_of(error))
        return Told(message, None, is_broken=True)


def reached(message: Message) -> bool:
    """Somebody was told on the phone; False if that was not to be done any more."""
    return _finish(message, Channel.PHONE, Message.State.DONE)


def declined(message: Message) -> bool:
    """Somebody does not want to be told; False if that was not to be done any more."""
    return _finish(message, Channel.PHONE, Message.State.DECLINED)


def not_reached(message: Message) -> bool:
    """Nobody picked up: the call stays on the list, behind the others."""
    again_at = clock.now() + CALL_AGAIN_AFTER
    return bool(_open(message, Channel.PHONE).update(due_at=again_at, attempts=message.attempts + 1))


@transaction.atomic
def answer(message: Message, key: str) -> ReplyResult:
    """Do what somebody has answered on the phone, one of the answers of the letter: with that the message is done.

    The room is asked first, whatever has become of the message: its lock comes before that of the message, as in all
    its own verbs, and the same answer twice is once. Raises `AnswerRefused`; then the message stays as it is.
    """
    teller = section(message.room)
    if teller is None:
        raise ReplyRefused(_("Das ist schon erledigt oder nicht mehr nötig."))
    was_open = _open(message, Channel.PHONE).exists()
    answered = teller.answer(message.kind, message.subject, key)
    if was_open:
        # The room may have called it off, because nothing is left to be said.
        not_noted = Message.objects.filter(pk=message.pk).exclude(
            state__in=(Message.State.DONE, Message.State.DECLINED)
        )
        not_noted.update(state=Message.State.DONE, finished_at=clock.now(), claimed_until=None)
    return answered


def write_instead(message: Message) -> bool:
    """A call nobody picks up becomes a letter to print; never one that waits for an answer, which would be late."""
    letter = read(message).letter
    if letter and letter.answers:
        return False
    return bool(_open(message, Channel.PHONE).update(channel=Channel.POST))


def call_instead(message: Message) -> bool:
    """A letter becomes a call, where the room gave a number."""
    return bool(read(message).number and _open(message, Channel.POST).update(channel=Channel.PHONE))


def posted(messages) -> int:
    """These letters were printed and are on their way; returns how many were waiting."""
    return sum(_finish(message, Channel.POST, Message.State.DONE) for message in messages)


def take_back(message: Message) -> bool:
    """Put a call or a letter back on its list whose end was noted by mistake; False if there is no reason any more."""
    since = clock.now() - TAKEN_BACK_WITHIN
    noted = Message.objects.seen_to(message.channel, since).exclude(channel=Channel.MAIL).filter(pk=message.pk)
    if read(message).letter is None:
        return False
    return bool(noted.update(state=Message.State.WAITING, finished_at=None, due_at=clock.now()))


@transaction.atomic
def send_again(message: Message) -> bool:
    """Try a mail once more that could not be delivered."""
    if not _give_another_chance(message, channel=Channel.MAIL, attempts=0):
        return False
    wake_up(clock.now())
    return True


def print_instead(message: Message) -> bool:
    """A mail that could not be delivered becomes a letter to print."""
    return _give_another_chance(message, channel=Channel.POST)


def let_go(message: Message) -> bool:
    """Somebody has seen to a mail that could not be delivered, or it does not matter any more."""
    failed = Message.objects.failed().filter(pk=message.pk)
    return bool(failed.update(state=Message.State.CALLED_OFF, finished_at=clock.now()))


def drop_pointless() -> int:
    """Take calls and letters from the lists whose reason has gone; returns how many."""
    others = Message.objects.open().exclude(channel=Channel.MAIL)
    return _call_off_pointless([read(message) for message in others])


def _call_off_pointless(told) -> int:
    gone = [each.message for each in told if each.letter is None and not each.is_broken]
    return sum(_finish(message, message.channel, Message.State.CALLED_OFF) for message in gone)


def _give_another_chance(message, **fields) -> bool:
    now: datetime = clock.now()
    failed = Message.objects.failed().by(Channel.MAIL).filter(pk=message.pk)
    return bool(failed.update(state=Message.State.WAITING, finished_at=None, due_at=now, wanted_at=now, **fields))


def _open(message, channel):
    return Message.objects.open().by(channel).filter(pk=message.pk)


def _finish(message, channel, state) -> bool:
    return bool(_open(message, channel).update(state=state, finished_at=clock.now(), claimed_until=None))
