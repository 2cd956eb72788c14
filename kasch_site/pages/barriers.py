"""Residents' reports of barriers: store, settle, reopen, erase in time, and subject access."""

import uuid
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.visitors.contact import mentions

from .models import BarrierReport

SETTLED_RETENTION = timedelta(days=365)


def report(
    *, description: str, where: str = "", contact: str = "", message_id: uuid.UUID | None = None
) -> BarrierReport:
    """Store a report and return it. A second one with the same `message_id` is the same report."""
    stored, _created = BarrierReport.objects.get_or_create(
        message_id=message_id or uuid.uuid4(), defaults={"description": description, "where": where, "contact": contact}
    )
    return stored


def settle(reports) -> int:
    """Mark these open reports (a queryset) as settled now; return their number."""
    return reports.open().update(settled_at=clock.now())


def reopen(reports) -> int:
    """Reopen these settled reports (a queryset); return their number."""
    return reports.exclude(settled_at=None).update(settled_at=None)


def purge(before: datetime) -> int:
    """Erase reports that had been settled for a year at the moment `before`; return their number."""
    erased, _details = BarrierReport.objects.settled_before(before - SETTLED_RETENTION).delete()
    return erased


def export(contact: str) -> list[dict]:
    """Return the reports of the person with that mail address or phone number, the newest first."""
    return [
        {
            _("Was"): _("Barriere gemeldet"),
            _("Was ist schwierig?"): report.description,
            _("Wo?"): report.where,
            _("Erreichbar unter"): report.contact,
            _("gemeldet"): report.received_at,
            _("erledigt"): report.settled_at,
        }
        for report in _of(contact)
    ]


def erase_person(contact: str) -> int:
    """Erase the reports of a person, whether settled or not; return their number."""
    return BarrierReport.objects.filter(pk__in=[report.pk for report in _of(contact)]).delete()[0]


def _of(contact):
    named = BarrierReport.objects.exclude(contact="").order_by("-received_at")
    return [report for report in named if mentions(report.contact, contact)]
