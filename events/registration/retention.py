"""Retention of registrations and subject access: delete names after a date, retain numbers."""

from dataclasses import fields
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from events.models import HeadCount, Registration
from kasch_site.common import clock
from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data

from .notifications.notifications import SECTION
from .registrant import Registrant
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
    return _RECORDS.erase(rows)


def _release(row):
    if row.occurrence.ends_at > clock.now():
        release(row)
    else:
        _keep_count(row)


def _keep_count(row):
    if row.state == Registration.State.BOOKED:
        count, _new = HeadCount.objects.get_or_create(occurrence_id=row.capacity_id)
        others = Registration.objects.filter(capacity_id=row.capacity_id).booked()
        count.signed_up = count.signed_up or others.aggregate(all=Sum("people"))["all"]
        count.save(update_fields=["signed_up"])


def _registration_data(row):
    return visitor_data(row, {_("Anmeldung für"): str(row.occurrence)}, _OWN_FIELDS)


# The fields of the form in addition to the name and the contact.
_OWN_FIELDS = tuple(each.name for each in fields(Registrant) if each.name not in ("name", "email", "phone"))
_RECORDS = VisitorRecords(
    SECTION, Registration, _registration_data, related=("capacity__occurrence__event",), release=_release
)
export, erase_person = _RECORDS.export, _RECORDS.erase_person
