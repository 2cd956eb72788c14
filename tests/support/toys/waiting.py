"""Waitlist entries as they are once their mail address is confirmed, also while slots are free."""

from uuid import UUID, uuid4

from counselling.booking.person import Person
from counselling.booking.waitlist import WAITLIST_ENTRY_LIFETIME
from counselling.models import Topic, WaitlistEntry
from kasch_site.common import clock


def waiting(topic: Topic, person: Person, key: UUID | None = None, is_urgent: bool = False) -> WaitlistEntry:
    """Write an entry past the rule that nothing may be free."""
    now = clock.now()
    return WaitlistEntry.objects.create(
        topic=topic,
        is_urgent=is_urgent,
        idempotency_key=key or uuid4(),
        created_at=now,
        ends_at=now + WAITLIST_ENTRY_LIFETIME,
        email_confirmed_at=now if person.email else None,
        **person.waitlist_fields(),
    )
