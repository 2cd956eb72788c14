"""What staff do with messages that no machine delivers: calls and letters on paper."""

from datetime import timedelta

from django.db import transaction

from .. import clock
from .delivery import letter_of
from .models import Channel, Message

CALL_AGAIN_AFTER = timedelta(hours=2)


def reached(message: Message) -> bool:
    """Somebody was told on the phone; False if that was not to be done any more."""
    return _finish(message, Message.State.DONE)


def declined(message: Message) -> bool:
    """Somebody does not want to be told; False if that was not to be done any more."""
    return _finish(message, Message.State.DECLINED)


def not_reached(message: Message) -> bool:
    """Nobody picked up: the call stays on the list, behind the others."""
    again_at = clock.now() + CALL_AGAIN_AFTER
    return bool(Message.objects.open().filter(pk=message.pk).update(due_at=again_at, attempts=message.attempts + 1))


def write_instead(message: Message) -> bool:
    """A call nobody picks up becomes a letter to print."""
    return bool(Message.objects.open().by(Channel.PHONE).filter(pk=message.pk).update(channel=Channel.POST))


def posted(messages) -> int:
    """These letters were printed and are on their way; returns how many were waiting."""
    return sum(_finish(message, Message.State.DONE) for message in messages)


@transaction.atomic
def send_again(message: Message) -> bool:
    """Try a mail once more that could not be delivered."""
    from .delivery import send_waiting

    now = clock.now()
    tried = Message.objects.failed().by(Channel.MAIL).filter(pk=message.pk)
    if not tried.update(state=Message.State.WAITING, finished_at=None, due_at=now, wanted_at=now, attempts=0):
        return False
    send_waiting.enqueue()
    return True


def to_tell(channel: str) -> list[tuple[Message, object]]:
    """What waits for staff on that way, each with its letter as it is now; what has lost its reason is left out."""
    waiting = Message.objects.open().by(channel).filter(due_at__lte=clock.now() + CALL_AGAIN_AFTER).order_by("due_at")
    pairs = [(message, letter_of(message)) for message in waiting]
    return [(message, letter) for message, letter in pairs if letter is not None]


def drop_pointless() -> int:
    """Take calls and letters from the lists whose reason has gone; returns how many."""
    others = Message.objects.open().exclude(channel=Channel.MAIL)
    return sum(_finish(message, Message.State.CALLED_OFF) for message in others if letter_of(message) is None)


def _finish(message, state):
    open_one = Message.objects.open().filter(pk=message.pk)
    return bool(open_one.update(state=state, finished_at=clock.now(), claimed_until=None))
