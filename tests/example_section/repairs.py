"""Requesting, moving and cancelling repairs, and their retention."""

from django.db import transaction

from kasch_site.common import clock
from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data
from kasch_site.visitors.refusals import RequestRefused

from .messages import SECTION, visitors
from .models import Repair


@transaction.atomic
def request(idempotency_key, **fields):
    """Create a repair and return it. Idempotent: the same key returns the same repair."""
    repair, is_new = Repair(idempotency_key=idempotency_key, created_at=clock.now(), **fields).insert_once()
    if is_new:
        visitors.notify(repair, "asked")
    return repair


@transaction.atomic
def change(repair, day):
    """Move a repair to another day."""
    _refuse_late(repair)
    repair.day = day
    repair.save(update_fields=["day"])
    visitors.notify(repair, "changed", occasion=day.isoformat())


@transaction.atomic
def cancel(repair):
    """Cancel a repair. Idempotent."""
    if repair.state != Repair.State.CANCELLED:
        _refuse_late(repair)
        _end(repair)
        visitors.notify(repair, "cancelled")


def _refuse_late(repair):
    if not repair.is_open:
        raise RequestRefused("Daran ist nichts mehr zu ändern.")


def _end(repair):
    repair.state = Repair.State.CANCELLED
    repair.save(update_fields=["state"])
    visitors.cancel(repair)


records = VisitorRecords(
    SECTION, Repair, lambda repair: visitor_data(repair, {"Reparatur": repair.doll}, ("day",)), release=_end
)


def purge(before):
    """Erase repairs ten days after their day."""
    return records.erase(Repair.objects.past_retention(before))
