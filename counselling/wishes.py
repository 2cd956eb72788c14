"""Waiting for a time to become free."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.access.limits import may_with_contact

from . import telling
from .booking import Person
from .locking import locked
from .models import Topic, Wish
from .offers import take_back
from .refusing import BookingRefused

WAITS = timedelta(weeks=8)
# From one visitor for one address or number, for the same reason as with appointments (`booking.MOST_A_DAY`).
MOST_A_DAY = 5


def wait(topic: Topic, person: Person, sent_as: UUID, is_urgent: bool = False, client: str = "") -> Wish:
    """Note that somebody wants to be told when a time for a topic is free; the same `sent_as` again is the same wish.

    Raises `BookingRefused` where there is no way to reach them, or where the visitor `client` (`client_of`) has asked
    for a lot with the same address today.
    """
    try:
        return _wait(topic, person, sent_as, is_urgent, client)
    except IntegrityError:
        return Wish.objects.select_related("topic").get(sent_as=sent_as)


@transaction.atomic
def _wait(topic, person, sent_as, is_urgent, client):
    already = Wish.objects.select_related("topic").filter(sent_as=sent_as).first()
    if already:
        return already
    reach, now = person.reach(), clock.now()
    if not reach["email"] and not reach["phone"]:
        raise BookingRefused(_("Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer. Eines von beiden genügt."))
    if not may_with_contact("wishes", client, person.contacts(), MOST_A_DAY):
        raise BookingRefused(_("Heute haben Sie schon oft um Bescheid gebeten. Bitte rufen Sie uns an."))
    wish = Wish(topic=topic, is_urgent=is_urgent, sent_as=sent_as, created_at=now, ends_at=now + WAITS, **reach)
    wish.save(force_insert=True)
    return wish


@transaction.atomic
def leave(wish: Wish) -> Wish:
    """Somebody waits no longer; what was offered to them goes on. Twice is once."""
    rows = Wish.objects.select_for_update().filter(pk=wish.pk)
    slots = locked(
        lambda: set(wish.offers.open().order_by().values_list("slot_id", flat=True)), also=lambda: list(rows.order_by())
    )
    row = Wish.objects.select_related("topic").get(pk=wish.pk)
    if row.state == Wish.State.WAITING:
        take_back(row, slots)
        row.state = Wish.State.LEFT
        row.save(update_fields=["state"])
        telling.call_off(row)
    return row
