"""Order of the waitlist: who gets the first offer of a released slot."""

from datetime import datetime

from counselling.models import Booking, Offer, Slot, Topic, WaitlistEntry


def first_in_line(slot_pk: int, now: datetime, not_before: datetime) -> Booking | WaitlistEntry | None:
    """Return the longest-waiting person without an offer for this slot so far; None if nobody is waiting.

    Considers waitlist entries for a published topic of the slot's schedule rule, and later bookings for such a topic
    that asked for an earlier slot. Urgent slots go to urgent entries. Nobody is returned for a slot that begins before
    `not_before`.
    """
    slot = Slot.objects.filter(pk=slot_pk).select_related("rule").first()
    if slot is None or slot.rule is None or slot.starts_at < not_before:
        return None
    topics = slot.rule.topics.published(now)
    waitlist_entries = WaitlistEntry.objects.waiting().filter(topic__in=topics, ends_at__gt=now)
    later = Booking.objects.would_come_earlier_than(slot.starts_at).filter(topic__in=topics)
    if slot.is_urgent:
        waitlist_entries, later = waitlist_entries.filter(is_urgent=True), later.filter(slot__is_urgent=True)
    waiting = [
        waitlist_entries.exclude(offers__in=_asked(slot)).exclude(offers__in=Offer.objects.open()).first(),
        later.exclude(offers__in=_asked(slot)).exclude(offers__in=Offer.objects.open()).first(),
    ]
    return min((one for one in waiting if one), key=lambda one: (one.created_at, one.pk), default=None)


def never_offered(now: datetime, most: int = 50) -> list[WaitlistEntry]:
    """Return up to `most` waitlist entries of published topics without any offer so far, longest-waiting first."""
    topics = Topic.objects.published(now)
    waitlist_entries = WaitlistEntry.objects.waiting().filter(ends_at__gt=now, offers=None, topic__in=topics)
    return list(waitlist_entries.select_related("topic")[:most])


def _asked(slot):
    return Offer.objects.filter(slot=slot)
