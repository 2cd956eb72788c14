"""Names go, numbers stay: what is erased after a date, and what a person may ask about."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.access import codes, links
from kasch_site.common.contact import normals
from kasch_site.common.outbox import messages

from .models import HeadCount, SignUp
from .registration import release

KEPT = timedelta(days=30)


def forget(before: datetime) -> int:
    """Erase sign-ups 30 days after their date, and keep how many they were; returns how many sign-ups went."""
    old = SignUp.objects.ended_before(before - KEPT)
    dates = list(old.values_list("seating_id", flat=True).distinct())
    return sum(_forget_date(pk) for pk in dates)


@transaction.atomic
def _forget_date(pk):
    rows = SignUp.objects.filter(seating_id=pk)
    expected = rows.booked().aggregate(all=Sum("people"))["all"] or 0
    count, _new = HeadCount.objects.get_or_create(occurrence_id=pk)
    # A second run finds nothing left to count and must not write a zero over the number.
    HeadCount.objects.filter(pk=count.pk, signed_up=None).update(signed_up=expected)
    return _erase(rows)


def export(contact: str) -> list[dict]:
    """What sign-ups know about a mail address or a phone number."""
    found = SignUp.objects.of_contact(*normals(contact)).select_related("seating__occurrence__event")
    return [
        {
            _("Anmeldung für"): str(row.occurrence),
            _("Name"): row.name,
            _("Erreichbar unter"): row.email or row.phone,
            _("Personen"): row.people,
            _("Zustand"): row.get_state_display(),
            _("Code"): codes.spelled(row.code),
            _("seit"): row.created_at,
        }
        for row in found
    ]


@transaction.atomic
def forget_person(contact: str) -> int:
    """Cancel what is still to come without a message, and erase every sign-up of a person; returns how many."""
    rows = list(SignUp.objects.of_contact(*normals(contact)).select_related("seating__occurrence"))
    for row in rows:
        if row.occurrence.ends_at > clock.now():
            release(row)
        else:
            _keep_number(row)
    return _erase(SignUp.objects.filter(pk__in=[row.pk for row in rows]))


def _keep_number(row):
    if row.state == SignUp.State.BOOKED:
        count, _new = HeadCount.objects.get_or_create(occurrence_id=row.seating_id)
        others = SignUp.objects.filter(seating_id=row.seating_id).booked()
        count.signed_up = count.signed_up or others.aggregate(all=Sum("people"))["all"]
        count.save(update_fields=["signed_up"])


def _erase(rows):
    for pk in rows.values_list("pk", flat=True):
        links.withdraw("signup", pk)
        messages.forget("signup", pk)
    return rows.delete()[0]
