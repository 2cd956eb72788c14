"""Residents' reports of barriers: taking one in, erasing it in time, finding what a person has written."""

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
    """Take in a report. One with a `message_id` that has arrived before is the same one and is stored once."""
    found, _is_new = BarrierReport.objects.get_or_create(
        message_id=message_id or uuid.uuid4(), defaults={"description": description, "where": where, "contact": contact}
    )
    return found


def settle(reports) -> int:
    """Mark these open reports (a queryset) as settled now; returns how many there were."""
    return reports.open().update(settled_at=clock.now())


def reopen(reports) -> int:
    """Take up these settled reports (a queryset) again; returns how many there were."""
    return reports.exclude(settled_at=None).update(settled_at=None)


def purge(before: datetime) -> int:
    """Erase reports that had been settled for a year at the moment `before`; returns how many."""
    erased, _details = BarrierReport.objects.settled_before(before - SETTLED_RETENTION).delete()
    return erased


def export(contact: str) -> list[dict]:
    """Return the reports of the person with that mail address or phone number, the newest first."""
    return [
        {
            _("Was"): _("Barriere gemeldet"),
            _("Was ist schwierig?"): each.description,
            _("Wo?"): each.where,
            _("Erreichbar unter"): each.contact,
            _("gemeldet"): each.received_at,
            _("erledigt"): each.settled_at,
        }
        for each in _of(contact)
    ]


def erase_person(contact: str) -> int:
    """Erase the reports of a person, whether settled or not; returns how many."""
    return BarrierReport.objects.filter(pk__in=[each.pk for each in _of(contact)]).delete()[0]


def _of(contact):
    named = BarrierReport.objects.exclude(contact="").order_by("-received_at")
    return [each for each in named if mentions(each.contact, contact)]
