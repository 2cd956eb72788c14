"""Order of the waitlist: who gets the first offer of a released slot."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from counselling.booking.refusals.limits import without_many_offers
from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry


def next_person(slot_pk: int, now: datetime, not_before: datetime) -> Booking | WaitlistEntry | None:
    """Return the longest-waiting person without an offer for this slot so far; None if nobody is waiting.

    Considers waitlist entries for a published topic of the slot's schedule rule, and later bookings for such a topic
    that asked for an earlier slot. Urgent slots go to urgent entries. Nobody is returned for a slot that begins before
    `not_before`.
    """
    slot = Slot.objects.filter(pk=slot_pk).select_related("rule").first()
    if slot is None or slot.rule is None or slot.starts_at < not_before:
        return None
    topics = slot.rule.topics.published(now)
    waitlist_entries = without_many_offers(WaitlistEntry.objects.eligible().filter(topic__in=topics, ends_at__gt=now))
    later = Booking.objects.wanting_earlier_than(slot.starts_at).filter(topic__in=topics)
    if slot.is_urgent:
        waitlist_entries, later = waitlist_entries.filter(is_urgent=True), later.filter(slot__is_urgent=True)
    candidates = [
        waitlist_entries.exclude(offers__in=_offers_of(slot)).exclude(offers__in=Offer.objects.open()).first(),
        later.exclude(offers__in=_offers_of(slot)).exclude(offers__in=Offer.objects.open()).first(),
    ]
    return min((entry for entry in candidates if entry), key=lambda entry: (entry.created_at, entry.pk), default=None)


def entries_without_offer(now: datetime, limit: int = 50) -> list[WaitlistEntry]:
    """Return up to `limit` waitlist entries of published topics without any offer so far, longest-waiting first.

    An offer that the house withdrew does not count.
    """
    topics = Topic.objects.published(now)
    offers = Offer.objects.not_withdrawn().filter(waitlist_entry=OuterRef("pk"))
    waitlist_entries = WaitlistEntry.objects.eligible().filter(~Exists(offers), ends_at__gt=now, topic__in=topics)
    return list(without_many_offers(waitlist_entries).select_related("topic")[:limit])


def _offers_of(slot):
    return Offer.objects.not_withdrawn().filter(slot=slot)
