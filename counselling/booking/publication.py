"""Withdraw topics: cancel their bookings, close their waitlists, and notify the persons."""

from collections.abc import Iterable

from django.db import transaction

from counselling.models import Booking, Offer, Topic, WaitlistEntry
from kasch_site.common import clock

from . import bookings, waitlist
from .slots.slot_locks import lock_slots


@transaction.atomic
def withdraw(topics) -> int:
    """Turn topics into drafts, cancel their bookings and close their waitlists; return how many were not drafts."""
    keys = list(topics.order_by("pk").values_list("pk", flat=True))
    _cancel_all(keys)
    return Topic.objects.filter(pk__in=keys).withdraw()


@transaction.atomic
def cancel_for_hidden_topic(topic: Topic) -> None:
    """Cancel the upcoming appointments of a topic that residents no longer see, and close its waitlist.

    Each person is notified; open offers end.
    """
    _cancel_all([topic.pk])


def people_expected(topic: Topic) -> tuple[int, int]:
    """Return the number of upcoming appointments of a topic, and of waiting persons."""
    return _upcoming([topic.pk]).count(), _waiting([topic.pk]).count()


def _cancel_all(topics: Iterable[int]) -> None:
    # All rows are locked before the first write, as every change of several bookings requires (`slot_locks`).
    entries = _waiting(topics).select_for_update(of=("self",)).order_by("pk")
    lock_slots(lambda: _slots(topics), also=lambda: list(entries.all()))
    for booking in _affected(topics):
        bookings.cancel_for_house(booking)
    for entry in _waiting(topics):
        waitlist.close(entry)


def _slots(topics):
    own = _affected(topics).values_list("slot_id", flat=True)
    offered = Offer.objects.open().filter(waitlist_entry__topic__in=topics).values_list("slot_id", flat=True)
    for_bookings = Offer.objects.open().filter(booking__topic__in=topics).values_list("slot_id", flat=True)
    return {*own.order_by(), *offered.order_by(), *for_bookings.order_by()}


def _upcoming(topics):
    return Booking.objects.upcoming(clock.now()).filter(topic__in=topics)


def _affected(topics):
    """Return the upcoming bookings, and those cancelled by the house whose other times are still reserved."""
    offered = Offer.objects.open().filter(booking__topic__in=topics).values("booking_id")
    upcoming = _upcoming(topics).values("pk")
    return Booking.objects.filter(pk__in=upcoming) | Booking.objects.filter(pk__in=offered)


def _waiting(topics):
    return WaitlistEntry.objects.waiting().filter(topic__in=topics, ends_at__gt=clock.now())
