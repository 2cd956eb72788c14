"""Join and leave the waitlist."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.models import Topic, WaitlistEntry
from counselling.notifications import notifications
from kasch_site.common import clock
from kasch_site.common.rate_limits.limits import allow_for_contacts

from .bookings import Person
from .errors import BookingRefused
from .offers import withdraw_offers
from .slot_locks import locked

WAITLIST_ENTRY_LIFETIME = timedelta(weeks=8)
# Limit per visitor and contact, for the same reason as for bookings (`bookings.MAX_BOOKINGS_PER_DAY`).
MAX_ENTRIES_PER_DAY = 5


@transaction.atomic
def join(
    topic: Topic, person: Person, idempotency_key: UUID, is_urgent: bool = False, client: str = ""
) -> WaitlistEntry:
    """Add a person to the waitlist of a topic; the same `idempotency_key` again returns the same entry.

    Raise `BookingRefused` if there are no contact details, or if the visitor `client` (`client_of`) has reached today's
    limit for the same contact.
    """
    existing = WaitlistEntry.objects.select_related("topic").sent_with(idempotency_key)
    if existing:
        return existing
    contact_fields, now = person.contact_fields(), clock.now()
    if not contact_fields["email"] and not contact_fields["phone"]:
        raise BookingRefused(_("Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer. Eines von beiden genügt."))
    if not allow_for_contacts("waitlist_entries", client, person.contacts(), MAX_ENTRIES_PER_DAY):
        raise BookingRefused(_("Heute haben Sie schon oft um Bescheid gebeten. Bitte rufen Sie uns an."))
    waitlist_entry = WaitlistEntry(
        topic=topic,
        is_urgent=is_urgent,
        idempotency_key=idempotency_key,
        created_at=now,
        ends_at=now + WAITLIST_ENTRY_LIFETIME,
        **contact_fields,
    )
    return waitlist_entry.insert_once()[0]


@transaction.atomic
def leave(waitlist_entry: WaitlistEntry) -> WaitlistEntry:
    """Close a waitlist entry and release the slots offered to it. Idempotent."""
    rows = WaitlistEntry.objects.select_for_update().filter(pk=waitlist_entry.pk)
    slots = locked(
        lambda: set(waitlist_entry.offers.open().order_by().values_list("slot_id", flat=True)),
        also=lambda: list(rows.order_by()),
    )
    row = WaitlistEntry.objects.select_related("topic").get(pk=waitlist_entry.pk)
    if row.state == WaitlistEntry.State.WAITING:
        withdraw_offers(row, slots)
        row.state = WaitlistEntry.State.LEFT
        row.save(update_fields=["state"])
        notifications.cancel(row)
    return row
