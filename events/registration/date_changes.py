"""Consequences of changed dates for their registrations."""

from django.db import transaction

from events.models import OccurrenceCapacity
from kasch_site.messaging.calls.caused_calls import expect_calls

from .capacity.capacity_locks import lock_capacities
from .notifications.notifications import has_calls_about_changes, notify_changes
from .waitlist.waitlist import update_offers


@transaction.atomic
def dates_changed() -> None:
    """Handle changed dates: update the offers of each date that differs now, and schedule its notifications.

    Every function that changes dates calls this in its transaction.
    """
    changed = list(OccurrenceCapacity.objects.pending_notifications().with_registrants().values_list("pk", flat=True))
    for capacity in lock_capacities(changed):
        update_offers(capacity)
    if changed:
        notify_changes.enqueue()
        expect_calls(lambda: has_calls_about_changes(changed))
