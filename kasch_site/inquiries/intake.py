"""Store inquiries from residents and notify the contact person."""

from uuid import UUID

from django.db import transaction

from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel

from .expected_answer import responsible
from .models import Inquiry, Kind

SECTION = "inquiries"


def request_room(*, message_id: UUID, room, day, when, people, description, name, email="", phone="") -> Inquiry:
    """Store a request for a room; `room` and `day` may be None. Idempotent by `message_id`."""
    details = {"room": room, "day": day, "when": when, "people": people, "description": description}
    return _receive(message_id, kind=Kind.ROOM, **details, name=name, email=email, phone=phone)


def offer_help(*, message_id: UUID, tasks, description, when, name, email="", phone="") -> Inquiry:
    """Store an offer to help. Idempotent by `message_id`."""
    details = {"tasks": list(tasks), "description": description, "when": when}
    return _receive(message_id, kind=Kind.HELP, **details, name=name, email=email, phone=phone)


@transaction.atomic
def _receive(message_id, **fields):
    inquiry, is_new = Inquiry.objects.get_or_create(message_id=message_id, defaults=fields)
    if is_new:
        notify_contact_person(inquiry)
    return inquiry


def notify_contact_person(inquiry: Inquiry) -> None:
    """Notify the contact person by mail; without a mail address, the inquiry is listed on the first page only."""
    responsibility = responsible(inquiry.kind)
    if responsibility and responsibility.person.email:
        messages.notify(messages.Notice(SECTION, "arrived", inquiry.pk, Channel.MAIL))
