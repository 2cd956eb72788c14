"""Retention of registrations and subject access: delete names after a date, retain numbers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from events.models import HeadCount, Registration
from kasch_site.common import clock
from kasch_site.messaging.traces import erase_traces
from kasch_site.visitors import reference_codes

from .registrations import release

REGISTRATION_RETENTION = timedelta(days=30)


def purge(before: datetime) -> int:
    """Delete registrations 30 days after their date and store their totals; return the number deleted."""
    old = Registration.objects.ended_before(before - REGISTRATION_RETENTION)
    dates = list(old.values_list("capacity_id", flat=True).distinct())
    return sum(_erase_date(pk) for pk in dates)


@transaction.atomic
def _erase_date(pk):
    rows = Registration.objects.filter(capacity_id=pk)
    expected = rows.booked().aggregate(all=Sum("people"))["all"] or 0
    count, _new = HeadCount.objects.get_or_create(occurrence_id=pk)
    # A second run finds no registrations and must not overwrite the number with zero.
    HeadCount.objects.filter(pk=count.pk, signed_up=None).update(signed_up=expected)
    return _erase(rows)


def export(contact: str) -> list[dict]:
    """Return the data stored in registrations about a mail address or a phone number."""
    registrations = Registration.objects.of_contact(contact).select_related("capacity__occurrence__event")
    return [
        {
            _("Anmeldung für"): str(row.occurrence),
            _("Name"): row.name,
            _("Erreichbar unter"): row.email or row.phone,
            _("Personen"): row.people,
            _("Zustand"): row.get_state_display(),
            _("Code"): reference_codes.spelled(row.code),
            _("seit"): row.created_at,
        }
        for row in registrations
    ]


@transaction.atomic
def erase_person(contact: str) -> int:
    """Cancel future registrations without a notification and delete all of a person; return the number deleted."""
    rows = list(Registration.objects.of_contact(contact).select_related("capacity__occurrence"))
    for row in rows:
        if row.occurrence.ends_at > clock.now():
            release(row)
        else:
            _keep_count(row)
    return _erase(Registration.objects.filter(pk__in=[row.pk for row in rows]))


def _keep_count(row):
    if row.state == Registration.State.BOOKED:
        count, _new = HeadCount.objects.get_or_create(occurrence_id=row.capacity_id)
        others = Registration.objects.filter(capacity_id=row.capacity_id).booked()
        count.signed_up = count.signed_up or others.aggregate(all=Sum("people"))["all"]
        count.save(update_fields=["signed_up"])


def _erase(rows):
    erase_traces("registration", rows.values_list("pk", flat=True))
    return rows.delete()[0]
