"""Conditions under which a slot cannot be booked."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from counselling.models import Slot, Topic

from .errors import HIDDEN, TAKEN, BookingRefused


def refuse_hidden_topic(topic: Topic, now: datetime) -> None:
    """Raise `BookingRefused` if residents do not see the topic."""
    if not topic.is_published(now):
        raise BookingRefused(HIDDEN)


def refuse_at_desk(slot: Slot | None, now: datetime) -> None:
    """Raise `BookingRefused` unless the desk can book the slot; urgent and cooling ones are allowed until they end."""
    if slot is None or slot.ends_at <= now:
        raise BookingRefused(_("Diese Zeit gibt es nicht mehr. Bitte wählen Sie eine andere."))
    if slot.state != Slot.State.COOLING and not slot.is_free(now):
        raise BookingRefused(TAKEN, is_taken=True)
