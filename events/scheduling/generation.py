"""Generation of dates from the rules of series: plan, preview, write.

A series is a rule over days; its dates are rows. `plan` compares the two without writing, `apply_plan` writes a plan.
Past days and dates changed by hand are never modified.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Event, Occurrence, OnSpecialDay, Series
from events.models.validators import check_times
from events.recurrence.rules import days_of, rule_of, times_of
from events.registration.date_changes import dates_changed
from kasch_site.common import clock
from kasch_site.house.models import SpecialPeriod

__all__ = [
    "Plan",
    "add_date",
    "apply_plan",
    "days_of",
    "end_series",
    "excluded_days",
    "horizon",
    "make_dates",
    "plan",
    "rule_of",
    "times_of",
]

# Dates are generated for this number of full months after the current one.
MONTHS_AHEAD = 18


@dataclass(frozen=True, slots=True)
class Slot:
    """A date as specified by the rule."""

    day: date
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    status: str
    reason: str

    def matches(self, row):
        """Return whether the row of a date equals this slot."""
        return all(getattr(row, name) == getattr(self, name) for name in _VISIBLE)

    def apply_to(self, row):
        """Copy the values of this slot to the row."""
        for name in _VISIBLE:
            setattr(row, name, getattr(self, name))


_VISIBLE = ("starts_at", "ends_at", "is_all_day", "status", "reason")


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that make the rows of a series match its rule."""

    series: Series
    new: list[Slot] = field(default_factory=list)
    moved: list[tuple[Occurrence, Slot]] = field(default_factory=list)
    dropped: list[Occurrence] = field(default_factory=list)
    kept_different: list[Occurrence] = field(default_factory=list)
    unchanged: list[Occurrence] = field(default_factory=list)

    def __bool__(self):
        return bool(self.new or self.moved or self.dropped)


def horizon(today: date) -> date:
    """Return the last day with generated dates: always the end of a month, so that no month is incomplete."""
    return today.replace(day=1) + relativedelta(months=MONTHS_AHEAD + 1, days=-1)


def plan(series, today: date, now: datetime | None = None, periods=None) -> Plan:
    """Compare a series with its dates from `today` to the horizon, without writing.

    `now` protects dates that began earlier today, and those that would be moved into the past. `periods` are special
    days loaded once for many series.
    """
    last = horizon(today)
    if periods is None:
        periods = special_days(today, last)
    slots = {day: _slot(series, day, periods) for day in days_of(series, today, last)}
    wanted = {day: slot for day, slot in slots.items() if slot}
    planned = Plan(series)
    for row in series.occurrences.filter(slot__gte=today).order_by("slot"):
        slot = wanted.pop(row.slot, None)
        if row.is_different:
            planned.kept_different.append(row)
        elif (slot and slot.matches(row)) or (now and (row.starts_at <= now or (slot and slot.ends_at <= now))):
            planned.unchanged.append(row)
        elif slot:
            planned.moved.append((row, slot))
        else:
            planned.dropped.append(row)
    planned.new.extend(wanted.values())
    return planned


def special_days(first: date, last: date) -> list[SpecialPeriod]:
    """Return closing days and holidays from `first` to `last`, those with precedence first.

    Reads the database instead of `building()`: a rehearsed save must see its own records and must not cache them.
    """
    weight = [SpecialPeriod.Kind.CLOSED, SpecialPeriod.Kind.PUBLIC_HOLIDAY, SpecialPeriod.Kind.SCHOOL_HOLIDAY]
    periods = SpecialPeriod.objects.between(first, last).filter(kind__in=weight)
    return sorted(periods, key=lambda period: (weight.index(period.kind), period.first_day, period.name))


def slot_of(occurrence) -> Slot | None:
    """Return what the rule specifies on the day of a date; None if there is no rule or the day is excluded."""
    day = occurrence.slot
    if occurrence.series is None or not days_of(occurrence.series, day, day):
        return None
    return _slot(occurrence.series, day, special_days(day, day))


def excluded_days(series, first: date, last: date, periods=None) -> list[tuple[date, str]]:
    """Return the days of the rule from `first` to `last` on which the series makes no date, with reasons.

    `periods` are special days loaded once for many series.
    """
    if periods is None:
        periods = special_days(first, last)
    skipped = ((day, _exclusion_reason(series, day, periods)) for day in days_of(series, first, last))
    return [(day, period.name) for day, period in skipped if period]


def _slot(series, day, periods) -> Slot | None:
    """Return the date specified for this day; None if a special day excludes it."""
    if _exclusion_reason(series, day, periods):
        return None
    # Use UTC: Python treats times in the repeated hour in autumn as unequal to the same instant elsewhere (PEP 495).
    start, end = (moment.astimezone(UTC) for moment in times_of(series, day))
    reason = _reason_to_cancel(series, day, periods)
    status = Occurrence.Status.PLANNED if reason is None else Occurrence.Status.CANCELLED
    return Slot(day, start, end, series.is_all_day, status.value, reason or "")


def _reason_to_cancel(series, day, periods) -> str | None:
    period = _first_with(OnSpecialDay.CANCEL, series, day, periods)
    return reason_in_words(period) if period else None


def _exclusion_reason(series, day, periods) -> SpecialPeriod | None:
    """Return why the day has no date. Exclusion takes precedence over cancellation."""
    return _first_with(OnSpecialDay.SKIP, series, day, periods)


def _first_with(answer, series, day, periods):
    rules = {
        SpecialPeriod.Kind.CLOSED: series.on_closing_days,
        SpecialPeriod.Kind.PUBLIC_HOLIDAY: series.on_public_holidays,
        SpecialPeriod.Kind.SCHOOL_HOLIDAY: series.on_school_holidays,
    }
    on_day = (period for period in periods if period.first_day <= day <= period.last_day)
    return next((period for period in on_day if rules[period.kind] == answer), None)


def reason_in_words(period) -> str:
    """Return the reason of a cancellation: "Feiertag: Buß- und Bettag". In the site's language: it is stored."""
    if period.kind != SpecialPeriod.Kind.PUBLIC_HOLIDAY:
        return period.name
    with translation.override(settings.LANGUAGE_CODE):
        return (_("Feiertag: %(name)s") % {"name": period.name})[:120]


@transaction.atomic
def apply_plan(planned: Plan):
    """Write a plan. Callers must lock the event (`lock`) before planning."""
    now = clock.now()
    delete_dates(Occurrence.objects.filter(pk__in=[row.pk for row in planned.dropped]))
    for row, slot in planned.moved:
        slot.apply_to(row)
        row.sequence += 1
        row.changed_at = now
    Occurrence.objects.bulk_update(
        [row for row, _slot in planned.moved], [*_VISIBLE, "sequence", "changed_at"], batch_size=100
    )
    if planned.new:
        Occurrence.objects.bulk_create(_rows(planned))
    dates_changed()


def delete_dates(dates) -> None:
    """Delete dates; cancel those with registrations instead, so that registrants are notified."""
    expected = list(dates.with_any_registration().values_list("pk", flat=True))
    dates.exclude(pk__in=expected).delete()
    Occurrence.objects.planned().filter(pk__in=expected).update(
        status=Occurrence.Status.CANCELLED,
        reason=default_cancellation_reason(),
        is_different=True,
        sequence=F("sequence") + 1,
        changed_at=clock.now(),
    )


def default_cancellation_reason() -> str:
    """Return the reason of a cancellation for which staff gave none. In the site's language: it is stored."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Der Plan hat sich geändert")


def _rows(planned):
    event_id = planned.series.event_id
    taken = set(Occurrence.objects.filter(event_id=event_id).values_list("key", flat=True))
    for slot in planned.new:
        key = _free_key(slot.day, taken)
        taken.add(key)
        values = {name: getattr(slot, name) for name in _VISIBLE}
        yield Occurrence(event_id=event_id, series=planned.series, slot=slot.day, key=key, **values)


def _free_key(day, taken) -> str:
    """Return an unused URL key for a date: "2026-12-24", for a second one on that day "2026-12-24-2"."""
    key, number = day.isoformat(), 1
    while key in taken:
        number += 1
        key = f"{day.isoformat()}-{number}"
    return key


def lock(event_id) -> Event | None:
    """Lock an event until the end of the transaction, so that only one process writes its dates.

    Return None if the event no longer exists. On SQLite, which has a single writer, this is a plain read.
    """
    return Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()


def make_dates(today: date, event: Event | None = None) -> list[Plan]:
    """Generate the dates of all series (of one event, or of all); return the plans that were not empty.

    Idempotent and safe to run concurrently. Series that are up to date are only read.
    """
    series = Series.objects.select_related("event").order_by("pk")
    if event is not None:
        series = series.filter(event=event)
    now, periods = clock.now(), special_days(today, horizon(today))
    return [done for each in series if plan(each, today, now, periods) and (done := _generate(each, today, now))]


@transaction.atomic
def _generate(series, today, now) -> Plan | None:
    """Plan again with the event locked: another process or a changed rule may have made the plan outdated."""
    lock(series.event_id)
    current = Series.objects.filter(pk=series.pk).first()
    planned = plan(current, today, now) if current else None
    if planned:
        apply_plan(planned)
    return planned


@transaction.atomic
def end_series(series):
    """Delete a series and its future dates; detach dates that have begun or were changed by hand."""
    lock(series.event_id)
    delete_dates(series.occurrences.filter(is_different=False, starts_at__gt=clock.now()))
    series.delete()
    dates_changed()


@transaction.atomic
def add_date(event, starts_at: datetime, ends_at: datetime, **values) -> Occurrence:
    """Add a single date outside a series; `values` holds further fields. Raise `ImpossibleTimes`."""
    check_times(starts_at, ends_at)
    lock(event.pk)
    taken = set(event.occurrences.values_list("key", flat=True))
    key = _free_key(timezone.localdate(starts_at), taken)
    return Occurrence.objects.create(event=event, key=key, starts_at=starts_at, ends_at=ends_at, **values)
