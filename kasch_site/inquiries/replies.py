"""Handle an inquiry: take it, answer it, and withdraw the answer until it is being sent."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from kasch_site.common import clock
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message

from .intake import SECTION
from .models import Inquiry

# Long enough to notice a mistake, short enough for the person who is waiting.
UNDO_PERIOD = timedelta(minutes=5)


def take(inquiry: Inquiry, user) -> bool:
    """Assign an inquiry to a user, even if it was assigned before; return False if it is answered already."""
    changes = {"state": Inquiry.State.ASSIGNED, "assigned_to": user}
    return bool(Inquiry.objects.open().filter(pk=inquiry.pk).update(**changes))


@transaction.atomic
def answer(inquiry: Inquiry, text: str, *, is_notified: bool, by) -> bool:
    """Answer an inquiry, with a message on the person's channel or without; return False if it is answered already.

    A mail is sent after `UNDO_PERIOD`; a call is listed at once.
    """
    now = clock.now()
    changes = {"state": Inquiry.State.ANSWERED, "answered_at": now, "assigned_to": by}
    if not Inquiry.objects.open().filter(pk=inquiry.pk).update(**changes, answer=text, is_notified=is_notified):
        return False
    if is_notified:
        _notify(inquiry, now)
    return True


@transaction.atomic
def withdraw(inquiry: Inquiry) -> bool:
    """Withdraw an answer so that it can be rewritten; return False if it has been delivered, or is being sent."""
    locked = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    list(_answers(locked).select_for_update())  # locked, so that no worker begins to send it
    if not can_withdraw(locked):
        return False
    messages.cancel(SECTION, locked.pk, ["answer"])
    locked.state, locked.answered_at, locked.is_notified = Inquiry.State.ASSIGNED, None, False
    locked.save(update_fields=["state", "answered_at", "is_notified"])
    return True


def can_withdraw(inquiry: Inquiry) -> bool:
    """Return whether there is an answer and no message of it is being sent or has been delivered."""
    return inquiry.is_answered and not (inquiry.is_notified and _answers(inquiry).begun().exists())


def channel_of(inquiry: Inquiry) -> str:
    """Return the channel the person has chosen."""
    return Channel.MAIL if inquiry.email else Channel.PHONE


def _answers(inquiry):
    return Message.objects.about(SECTION, inquiry.pk).filter(kind="answer")


def _notify(inquiry, now):
    channel = channel_of(inquiry)
    due_at = now + UNDO_PERIOD if channel == Channel.MAIL else None
    occasion = uuid4().hex  # an answer may be given again after a withdrawal: each is a message of its own
    messages.notify(messages.Notice(SECTION, "answer", inquiry.pk, channel, occasion=occasion, due_at=due_at))
