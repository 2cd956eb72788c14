"""What a closing of the house upsets among the events, and calling it off."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from events.calendar.entries import entries_of
from events.models import Occurrence, OnSpecialDay
from events.registration.notifications import dates_changed
from kasch_site.common import clock
from kasch_site.common.sections import Entry

from .changes import cancel
from .generation import drop

_ORDINARY = Q(series__isnull=False, is_different=False)


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Planned dates, of drafts as well, that begin on the days from `first` to `last` (inclusive) and would fall out.

    For the dates of a series its rule decides; of those that would vanish `difference` says so. A single date, or one
    changed by hand, falls out unless it takes place elsewhere.
    """
    upset = _upset(first, last).order_by("starts_at", "pk")
    vanish = [_vanishes(row) for row in upset.select_related("series")]
    return [
        replace(entry, difference=_("steht dann nicht mehr im Kalender") if gone else "")
        for entry, gone in zip(entries_of(upset), vanish, strict=True)
    ]


@transaction.atomic
def close(first: date, last: date, reason: str) -> int:
    """Cancel what `effects_of_closing` lists, or take it out of the calendar; returns how many dates that were.

    An ordinary date of a series is cancelled by its rule and not by hand: when the closing day goes, it comes back.
    """
    upset = list(_upset(first, last).select_related("event", "series"))
    vanishing = [row.pk for row in upset if _vanishes(row)]
    drop(Occurrence.objects.filter(pk__in=vanishing, is_different=False))
    by_rule = [row.pk for row in upset if row.series_id and not row.is_different]
    for row in upset:
        if row.pk not in by_rule:
            cancel(row, reason[:120])
    Occurrence.objects.filter(pk__in=by_rule).update(
        status=Occurrence.Status.CANCELLED, reason=reason[:120], sequence=F("sequence") + 1, changed_at=clock.now()
    )
    dates_changed()
    return len(upset)


def _vanishes(row):
    """Whether its series has no date at all on closing days. What staff changed by hand never goes without a trace."""
    return bool(row.series_id) and not row.is_different and row.series.on_closing_days == OnSpecialDay.SKIP


def _upset(first, last):
    days = {"starts_at__gte": clock.local(first), "starts_at__lt": clock.local(last + timedelta(days=1))}
    falls_out = Q(series=None) | ~Q(series__on_closing_days=OnSpecialDay.KEEP)
    found = Occurrence.objects.planned().filter(falls_out, **days)
    return found.filter(_ORDINARY | Q(pk__in=Occurrence.objects.in_house().filter(**days)))
