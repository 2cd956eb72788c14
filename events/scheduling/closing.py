"""Effects of a closure of the house on events, and the resulting cancellations."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.calendar.entries import entries_of
from events.models import Occurrence, OnSpecialDay
from events.registration.date_changes import dates_changed
from kasch_site.common import clock
from kasch_site.common.sections import Entry

from .changes import cancel
from .generation import delete_dates

_ORDINARY = Q(series__isnull=False, is_different=False)


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Return scheduled dates, also of drafts, that begin from `first` to `last` (inclusive) and would be cancelled.

    For a date of a series its rule decides; `difference` says which dates would be removed instead. A single date, or
    one changed by hand, is cancelled unless it takes place elsewhere. One with registrations is cancelled in any case,
    so that registrants read why.
    """
    affected = _affected(first, last).order_by("starts_at", "pk")
    removed = {row.pk for row in _removed(affected)}
    is_removed = [row.pk in removed for row in affected]
    return [
        replace(entry, difference=_("steht dann nicht mehr im Kalender") if removed else "")
        for entry, removed in zip(entries_of(affected), is_removed, strict=True)
    ]


@transaction.atomic
def close(first: date, last: date, reason: str) -> int:
    """Cancel or remove the dates of `effects_of_closing`; return their number.

    A date that follows its series is cancelled by the rule, not by hand: it is restored when the closing day is
    deleted.
    """
    affected = list(_affected(first, last).select_related("event", "series"))
    removed = [row.pk for row in _removed(_affected(first, last))]
    delete_dates(Occurrence.objects.filter(pk__in=removed, is_different=False))
    by_rule = [row.pk for row in affected if row.series_id and not row.is_different and not _is_skipped(row)]
    for row in affected:
        if row.pk not in by_rule and row.pk not in removed:
            cancel(row, reason[:120])
    Occurrence.objects.filter(pk__in=by_rule).update(
        status=Occurrence.Status.CANCELLED, reason=reason[:120], sequence=F("sequence") + 1, changed_at=clock.now()
    )
    dates_changed()
    return len(affected)


def _removed(affected) -> list[Occurrence]:
    """Return the dates that are deleted: their series makes none on closing days, and nobody has registered."""
    expected = set(affected.with_any_registration().order_by().values_list("pk", flat=True))
    return [row for row in affected.select_related("series") if _is_skipped(row) and row.pk not in expected]


def _is_skipped(row) -> bool:
    """Return whether the series makes no date on closing days. Dates changed by hand are always cancelled instead."""
    return bool(row.series_id) and not row.is_different and row.series.on_closing_days == OnSpecialDay.SKIP


def _affected(first, last):
    days = {"starts_at__gte": clock.local(first), "starts_at__lt": clock.local(last + timedelta(days=1))}
    is_affected = Q(series=None) | ~Q(series__on_closing_days=OnSpecialDay.KEEP)
    dates = Occurrence.objects.planned().filter(is_affected, **days)
    return dates.filter(_ORDINARY | Q(pk__in=Occurrence.objects.in_house().filter(**days)))
