"""Generate slots from schedule rules twelve weeks ahead, and withdraw slots that no longer match a rule.

Booked slots are never changed; `unmatched_slots` lists those that no longer match a rule. A slot withdrawn by staff
(`withdrawal.withdraw`) retains its rule and is not restored. A slot withdrawn because of rules, absences or closing
days loses its rule, and is restored when the reason no longer applies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from counselling.models import Absence, Booking, Counsellor, Offer, ScheduleRule, Slot
from kasch_site.common import clock

from .schedule_rules import SpecialDays, Time, days_of, times_on
from .withdrawal import withdraw_locked

WEEKS = 12
_STATE = Slot.State


@dataclass
class Change:
    """The result of slot generation, actual or planned: rows added, restored, corrected, removed; and booked
    rows that no longer match a rule and are left as they are.
    """

    added: list[Slot] = field(default_factory=list)
    restored: list[Slot] = field(default_factory=list)
    corrected: list[Slot] = field(default_factory=list)
    removed: list[Slot] = field(default_factory=list)
    unmatched: list[Slot] = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.restored or self.corrected or self.removed)

    @property
    def added_count(self) -> int:
        """Return the number of slots added or restored."""
        return len(self.added) + len(self.restored)

    @property
    def removed_count(self) -> int:
        """Return the number of slots removed."""
        return len(self.removed)


def horizon(today: date) -> date:
    """Return the last day for which slots are generated."""
    return today + timedelta(weeks=WEEKS)


def generate_slots(today: date) -> list[Change]:
    """Generate the slots of all counsellors; return the changes, an empty list if everything is up to date.

    Idempotent and safe to run concurrently. Rows that are up to date are only read.
    """
    special = SpecialDays.between(today, horizon(today))
    changes = []
    for counsellor in Counsellor.objects.order_by("pk").values_list("pk", flat=True):
        rows = list(_rows_of(counsellor))
        if _plan(counsellor, rows, _expected_times(counsellor, today, special)):
            changes.append(generate_slots_of(counsellor, today))
    return changes


def generate_slots_of_rule(rule: ScheduleRule) -> Change:
    """Generate the slots of the rule's counsellor, in the transaction that saves the rule."""
    return generate_slots_of(rule.counsellor_id)


@transaction.atomic
def generate_slots_of(counsellor_pk: int, today: date | None = None) -> Change:
    """Generate the slots of one counsellor from schedule rules, absences and special days."""
    rows = lock([counsellor_pk])
    today = today or clock.today()
    expected = _expected_times(counsellor_pk, today, SpecialDays.between(today, horizon(today)))
    change = _plan(counsellor_pk, rows, expected)
    _apply(change)
    return change


def lock(counsellors: Iterable[int], more: Iterable[int] = ()) -> list[Slot]:
    """Lock these counsellors, their future slots and the slots in `more`; return the counsellors' future slots.

    A transaction that writes anything of counselling and generates slots must call this before its first write: rows
    must be locked before the content version, which the first write locks.
    """
    counsellor_pks = sorted({key for key in counsellors if key is not None})
    list(Counsellor.objects.select_for_update(no_key=True).filter(pk__in=counsellor_pks).order_by("pk"))
    to_lock = (_is_future() & Q(counsellor__in=counsellor_pks)) | Q(pk__in=list(more))
    rows = Slot.objects.select_for_update(of=("self",)).filter(to_lock).order_by("pk")
    return [row for row in rows if row.counsellor_id in counsellor_pks and row.starts_at > clock.now()]


def unmatched_slots(counsellor_pk: int | None = None) -> list[Slot]:
    """Return future booked slots that match no rule or lie on a closing day, ordered by start.

    Absences are ignored: staff have decided about each booking in an absence.
    """
    booked = Slot.objects.booked().filter(_is_future()).select_related("counsellor", "room")
    if counsellor_pk is not None:
        booked = booked.filter(counsellor=counsellor_pk)
    booked = list(booked)
    if not booked:
        return []
    first = timezone.localdate(booked[0].starts_at)
    last = timezone.localdate(booked[-1].starts_at)
    special = SpecialDays.between(first, last)
    expected_times = {
        key: _expected_times(key, first, special, last, with_absences=False)
        for key in {slot.counsellor_id for slot in booked}
    }
    return [slot for slot in booked if not _is_expected(slot, expected_times[slot.counsellor_id])]


def allows(slot: Slot) -> bool:
    """Return whether schedule rules, absences and special days still allow this slot to be booked."""
    day = timezone.localdate(slot.starts_at)
    return _is_expected(slot, _expected_times(slot.counsellor_id, day, SpecialDays.between(day, day), day))


def _is_expected(slot, expected_times) -> bool:
    expected = expected_times.get(slot.starts_at)
    return expected is not None and expected.time.ends_at == slot.ends_at and expected.rule.room_id == slot.room_id


@dataclass(frozen=True, slots=True)
class _ExpectedTime:
    rule: ScheduleRule
    time: Time


def _is_future() -> Q:
    return Q(starts_at__gt=clock.now())


def _rows_of(counsellor_pk):
    return Slot.objects.filter(_is_future(), counsellor=counsellor_pk).order_by("pk")


def _expected_times(counsellor_pk, today, special, last=None, *, with_absences=True) -> dict:
    """Return a counsellor's future slot times by start; of two that overlap, the earlier one."""
    last, now = last or horizon(today), clock.now()
    rules = list(ScheduleRule.objects.by_appointment().valid_between(today, last).filter(counsellor=counsellor_pk))
    absences = []
    if with_absences:
        bounds = clock.local(today), clock.local(last + timedelta(days=1))
        absences = list(Absence.objects.filter(counsellor=counsellor_pk).between(*bounds))
    times = [
        _ExpectedTime(entry, time)
        for entry in rules
        for day in days_of(entry, today, last)
        if not special.exclude_counselling(day)
        for time in times_on(entry, day)
        if time.starts_at > now and not any(time.overlaps(absence.starts_at, absence.ends_at) for absence in absences)
    ]
    times.sort(key=lambda entry: (entry.time.starts_at, entry.rule.pk))
    return {entry.time.starts_at: entry for entry in _without_overlaps(times)}


def _without_overlaps(times):
    end = None
    for entry in times:
        if end is None or entry.time.starts_at >= end:
            end = entry.time.ends_at
            yield entry


def _plan(counsellor_pk, rows, expected) -> Change:
    """Compare rows with the wanted slot times; changes rows in memory only, not in the database."""
    change, remaining = Change(), dict(expected)
    by_hand = [row for row in rows if row.state == _STATE.WITHDRAWN and row.rule_id is not None]
    booked = [row for row in rows if row.state == _STATE.BOOKED]
    for row in booked:
        _keep_booked(row, remaining.get(row.starts_at), change)
    for row in rows:
        if row.state not in (_STATE.BOOKED, _STATE.WITHDRAWN):
            _correct_or_remove(row, remaining, change)
    free = _not_blocked(remaining, [*by_hand, *booked])
    _restore_withdrawn(change, rows, free)
    change.added.extend(_slot(counsellor_pk, time) for time in free.values())
    return change


def _keep_booked(row, expected, change):
    """Leave a booked slot unchanged, except for a link to the rule that now produces it."""
    is_same_period = expected is not None and expected.time.ends_at == row.ends_at
    if not is_same_period or expected.rule.room_id != row.room_id:
        change.unmatched.append(row)
    if is_same_period and row.rule_id != expected.rule.pk:
        row.rule_id = expected.rule.pk
        change.corrected.append(row)


def _correct_or_remove(row, remaining, change):
    """Correct an unbooked slot from its rule if it is still wanted, otherwise remove it."""
    expected = remaining.get(row.starts_at)
    if expected is None or expected.time.ends_at != row.ends_at:
        change.removed.append(row)
        return
    del remaining[row.starts_at]
    if _correct(row, expected):
        change.corrected.append(row)


def _correct(row, source) -> bool:
    """Copy the rule's values to an unbooked row; return whether anything changed."""
    expected = (source.rule.pk, source.rule.room_id, source.time.is_urgent)
    if (row.rule_id, row.room_id, row.is_urgent) == expected:
        return False
    row.rule_id, row.room_id, row.is_urgent = expected
    return True


def _not_blocked(expected, blocked) -> dict:
    """Return the wanted slot times that do not overlap a remaining slot."""
    blocked_periods = sorted((row.starts_at, row.ends_at) for row in blocked)
    free, index = {}, 0
    for start in sorted(expected):
        while index < len(blocked_periods) and blocked_periods[index][1] <= start:
            index += 1
        if index == len(blocked_periods) or blocked_periods[index][0] >= expected[start].time.ends_at:
            free[start] = expected[start]
    return free


def _restore_withdrawn(change, rows, free):
    """Reuse automatically withdrawn rows for wanted slots at the same time."""
    for row in rows:
        expected = free.get(row.starts_at)
        if row.state == _STATE.WITHDRAWN and row.rule_id is None and expected and expected.time.ends_at == row.ends_at:
            _correct(row, expected)
            row.state = _STATE.FREE
            change.restored.append(row)
            del free[row.starts_at]


def _slot(counsellor_pk, expected) -> Slot:
    return Slot(
        counsellor_id=counsellor_pk,
        rule=expected.rule,
        room_id=expected.rule.room_id,
        starts_at=expected.time.starts_at,
        ends_at=expected.time.ends_at,
        is_urgent=expected.time.is_urgent,
    )


def _apply(change):
    """Write the planned changes. Callers must hold the row locks."""
    slot_pks = [row.pk for row in change.removed]
    removed_slots = Slot.objects.filter(pk__in=slot_pks)
    # Rows that were once booked or offered are withdrawn, not deleted: their records refer to them.
    referenced = removed_slots.filter(
        Exists(Booking.objects.filter(slot=OuterRef("pk"))) | Exists(Offer.objects.filter(slot=OuterRef("pk")))
    )
    referenced_pks = list(referenced.values_list("pk", flat=True))
    if referenced_pks:
        withdraw_locked(referenced_pks)
        Slot.objects.filter(pk__in=referenced_pks).update(rule=None)
    if len(referenced_pks) < len(slot_pks):
        removed_slots.exclude(pk__in=referenced_pks).delete()
    fields = ["rule", "room", "is_urgent", "state"]
    if change.corrected or change.restored:
        Slot.objects.bulk_update([*change.corrected, *change.restored], fields, batch_size=100)
    if change.added:
        Slot.objects.bulk_create(change.added, batch_size=200)
