"""Store inquiries from residents and notify the contact person."""

from uuid import UUID

from django.db import transaction

from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel

from .models import Inquiry, Kind
from .promise import responsible

SECTION = "inquiries"


def ask_for_room(*, message_id: UUID, room, day, when, people, what, name, email="", phone="") -> Inquiry:
    """Store a request for a room; `room` and `day` may be None. Idempotent by `message_id`."""
    words = {"room": room, "day": day, "when": when, "people": people, "what": what}
    return _receive(message_id, kind=Kind.ROOM, **words, name=name, email=email, phone=phone)


def offer_help(*, message_id: UUID, tasks, what, when, name, email="", phone="") -> Inquiry:
    """Store an offer to help. Idempotent by `message_id`."""
    words = {"tasks": list(tasks), "what": what, "when": when}
    return _receive(message_id, kind=Kind.HELP, **words, name=name, email=email, phone=phone)


@transaction.atomic
def _receive(message_id, **fields):
    found, is_new = Inquiry.objects.get_or_create(message_id=message_id, defaults=fields)
    if is_new:
        let_know(found)
    return found


def let_know(inquiry: Inquiry) -> None:
    """Notify the contact person by mail; without a mail address, the inquiry is listed on the first page only."""
    found = responsible(inquiry.kind)
    if found and found.person.email:
        messages.notify(messages.Notice(SECTION, "arrived", inquiry.pk, Channel.MAIL))
