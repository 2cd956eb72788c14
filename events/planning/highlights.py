"""The highlight of a month: the date that its printed plan shows first."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from events.models import MonthHighlight, Occurrence
from events.recurrence.repetition import repetition_of
from kasch_site.common import clock
from kasch_site.common.sections import Repetition


def highlight_of(month: date) -> MonthHighlight | None:
    """Return the highlight of the month that begins on `month`; None without one, or if its date is moved away."""
    start, end = clock.month_bounds(month.year, month.month)
    chosen = MonthHighlight.objects.of(month).filter(occurrence__starts_at__gte=start, occurrence__starts_at__lt=end)
    return chosen.select_related("occurrence__event__picture").first()


def next_highlight(now: datetime) -> MonthHighlight | None:
    """Return the next highlight that is not over, of this month or the next one; None if residents would not see it."""
    next_month = clock.next_month(timezone.localdate(now))
    _start, end = clock.month_bounds(next_month.year, next_month.month)
    dates = Occurrence.objects.taking_place(now).filter(starts_at__lt=end)
    chosen = MonthHighlight.objects.filter(occurrence__in=dates)
    related = ("occurrence__event__picture", "occurrence__series", "occurrence__room")
    return next(
        (each for each in chosen.select_related(*related).order_by("occurrence__starts_at") if each.is_in_its_month()),
        None,
    )


@transaction.atomic
def set_highlight(month: date, occurrence: Occurrence | None) -> None:
    """Set the highlight of the month that begins on `month`, replacing any other; None removes it."""
    if occurrence is None:
        MonthHighlight.objects.of(month).delete()
    else:
        values = {"year": month.year, "month": month.month}
        MonthHighlight.objects.update_or_create(**values, defaults={"occurrence": occurrence})


def can_be_highlight(row: Occurrence) -> bool:
    """Return whether a date can be a highlight: it takes place, and is not part of the week. Needs its series."""
    series = row.series
    rule = (series.frequency, series.interval) if series else (None, None)
    return not row.is_cancelled and repetition_of(*rule, row.is_special) is not Repetition.WEEKLY
