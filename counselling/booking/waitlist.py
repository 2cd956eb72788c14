"""Join and leave the waitlist."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counselling.models import Topic, WaitlistEntry
from counselling.notifications import notifications
from counselling.scheduling.availability import next_free
from kasch_site.common import clock

from .offers.offering import withdraw_offers
from .person import Person
from .refusals import limits
from .refusals.errors import HIDDEN, BookingRefused, require_contact
from .slots.expiry import schedule_expiry
from .slots.slot_locks import lock_slots

WAITLIST_ENTRY_LIFETIME = timedelta(weeks=8)
# An entry whose mail address is not confirmed is erased after this time.
CONFIRM_ENTRY_WITHIN = timedelta(days=1)
FREE = _("Zurzeit sind Zeiten frei. Bitte wählen Sie eine davon.")


@transaction.atomic
def join(
    topic: Topic, person: Person, idempotency_key: UUID, is_urgent: bool = False, client: str = ""
) -> WaitlistEntry:
    """Add a person to the waitlist of a topic; the same `idempotency_key` again returns the same entry.

    With a mail address it is eligible once the address is confirmed. Raise `BookingRefused` if a slot is free, if there
    are no contact details, or if the visitor `client` (`client_of`) has reached today's limit.
    """
    existing = WaitlistEntry.objects.select_related("topic").sent_with(idempotency_key)
    if existing:
        return existing
    fields, now = person.waitlist_fields(), clock.now()
    if not topic.is_published(now):
        raise BookingRefused(HIDDEN)
    require_contact(person)
    if next_free(topic, 1, urgent=is_urgent):
        raise BookingRefused(FREE, is_taken=True)
    limits.count_entry(client, person.contacts())
    waitlist_entry = WaitlistEntry(
        topic=topic,
        is_urgent=is_urgent,
        idempotency_key=idempotency_key,
        created_at=now,
        ends_at=now + (CONFIRM_ENTRY_WITHIN if fields["email"] else WAITLIST_ENTRY_LIFETIME),
        **fields,
    )
    waitlist_entry, is_new = waitlist_entry.insert_once()
    if is_new and waitlist_entry.must_confirm:
        notifications.notify(waitlist_entry, "confirm_entry")
    return waitlist_entry


@transaction.atomic
def confirm(waitlist_entry: WaitlistEntry) -> WaitlistEntry:
    """Confirm the mail address of an entry, which makes it eligible for offers. Idempotent."""
    row = WaitlistEntry.objects.select_for_update(of=("self",)).select_related("topic").get(pk=waitlist_entry.pk)
    if row.must_confirm and row.state == WaitlistEntry.State.WAITING:
        row.email_confirmed_at = clock.now()
        row.ends_at = row.created_at + WAITLIST_ENTRY_LIFETIME
        row.save(update_fields=["email_confirmed_at", "ends_at"])
        notifications.cancel(row, "confirm_entry")
        schedule_expiry(clock.now())
    return row


@transaction.atomic
def leave(waitlist_entry: WaitlistEntry) -> WaitlistEntry:
    """Close a waitlist entry and release the slots offered to it. Idempotent."""
    rows = WaitlistEntry.objects.select_for_update().filter(pk=waitlist_entry.pk)
    slots = lock_slots(
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


@transaction.atomic
def close(waitlist_entry: WaitlistEntry) -> WaitlistEntry:
    """Close a waitlist entry on behalf of the house and notify the person, unless the mail address is unconfirmed."""
    row = leave(waitlist_entry)
    if not row.must_confirm:
        notifications.notify(row, "closed", by_staff=True)
    return row
