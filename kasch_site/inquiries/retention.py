"""Retention: when inquiries are erased, subject access, and monthly counts."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.messaging.traces import erase_traces

from .intake import SECTION
from .models import Inquiry, InquiryCount

ANSWERED_RETENTION = timedelta(days=30)
UNANSWERED_RETENTION = timedelta(days=90)
WARNING_LEAD_TIME = timedelta(days=14)


def purge(before: datetime) -> int:
    """Erase inquiries answered 30 or received 90 days before that moment, and count them; return their number."""
    answered = Inquiry.objects.answered_before(before - ANSWERED_RETENTION)
    unanswered = Inquiry.objects.open().received_before(before - UNANSWERED_RETENTION)
    return sum(_erase(row) for row in (*answered, *unanswered))


def export(contact: str) -> list[dict]:
    """Return all data of inquiries about a mail address or phone number, in words."""
    return [
        {
            _("Anfrage"): str(row),
            _("Raum"): row.room.name if row.room else "",
            _("Tag"): row.day,
            _("Wann"): row.when,
            _("Personen"): row.people,
            _("Möchte gern"): ", ".join(row.task_labels),
            _("In eigenen Worten"): row.description,
            _("Name"): row.name,
            _("Erreichbar unter"): row.contact,
            _("Eingegangen"): row.received_at,
            _("Stand"): row.get_state_display(),
            _("Antwort"): row.answer,
        }
        for row in _of(contact)
    ]


def erase_person(contact: str) -> int:
    """Erase all inquiries of a person, answered or not, and count them; return their number."""
    return sum(_erase(row) for row in _of(contact))


@transaction.atomic
def discard(rows) -> int:
    """Erase the inquiries of a queryset without counting them, such as spam; return their number."""
    erase_traces(SECTION, rows.values_list("pk", flat=True))
    return rows.delete()[0]


def per_month() -> dict[date, dict[str, int]]:
    """Return the number of inquiries per month (its first day, newest first) and kind."""
    months: dict[date, dict[str, int]] = {}
    stored = Inquiry.objects.order_by().annotate(month=TruncMonth("received_at")).values("month", "kind")
    counted = [(row["month"].date(), row["kind"], row["number"]) for row in stored.annotate(number=Count("pk"))]
    for month, kind, number in [*counted, *InquiryCount.objects.values_list("month", "kind", "count")]:
        kinds = months.setdefault(month, {})
        kinds[kind] = kinds.get(kind, 0) + number
    return dict(sorted(months.items(), reverse=True))


def _of(contact):
    return list(Inquiry.objects.of_contact(contact).select_related("room"))


@transaction.atomic
def _erase(row):
    erase_traces(SECTION, [row.pk])
    # Two processes may run concurrently: only the one that deleted the row counts it.
    erased = Inquiry.objects.filter(pk=row.pk).delete()[0]
    if erased:
        _count(row)
    return erased


def _count(row):
    month = {"month": timezone.localdate(row.received_at).replace(day=1), "kind": row.kind}
    if not InquiryCount.objects.filter(**month).update(count=F("count") + 1):
        try:
            with transaction.atomic():
                InquiryCount.objects.create(**month, count=1)
        except IntegrityError:  # created concurrently
            InquiryCount.objects.filter(**month).update(count=F("count") + 1)
