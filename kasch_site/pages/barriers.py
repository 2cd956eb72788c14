"""Residents' reports of barriers: taking one in, erasing it in time, finding what a person has written."""

import uuid
from datetime import datetime, timedelta

from kasch_site.common import clock
from kasch_site.common.contact import mentions

from .models import BarrierReport

KEPT_AFTER_SETTLING = timedelta(days=365)


def report(*, what: str, where: str = "", contact: str = "", message_id: uuid.UUID | None = None) -> BarrierReport:
    """Take in a report. One with a `message_id` that has arrived before is the same one and is stored once."""
    found, _is_new = BarrierReport.objects.get_or_create(
        message_id=message_id or uuid.uuid4(), defaults={"what": what, "where": where, "contact": contact}
    )
    return found


def settle(reports) -> int:
    """Mark these open reports (a queryset) as settled now; returns how many there were."""
    return reports.open().update(settled_at=clock.now())


def reopen(reports) -> int:
    """Take up these settled reports (a queryset) again; returns how many there were."""
    return reports.exclude(settled_at=None).update(settled_at=None)


def forget(before: datetime) -> int:
    """Erase reports that had been settled for a year at the moment `before`; returns how many."""
    erased, _per_model = BarrierReport.objects.settled_before(before - KEPT_AFTER_SETTLING).delete()
    return erased


def export(contact: str) -> list[dict]:
    """The reports of the person with that mail address or phone number, in words, the newest first."""
    return [
        {
            "kind": str(BarrierReport._meta.verbose_name),
            "what": each.what,
            "where": each.where,
            "contact": each.contact,
            "received_at": each.received_at.isoformat(),
            "settled_at": each.settled_at.isoformat() if each.settled_at else None,
        }
        for each in BarrierReport.objects.exclude(contact="").order_by("-received_at")
        if mentions(each.contact, contact)
    ]
