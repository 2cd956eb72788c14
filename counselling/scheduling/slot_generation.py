"""Generate slots from schedule rules twelve weeks ahead, and withdraw slots that no longer match a rule.

Booked slots are never changed; `misfits` lists those that no longer match a rule. A slot withdrawn by staff
(`withdraw`) retains its rule and is not restored. A slot withdrawn because of rules, absences or closing days loses its
rule, and is restored when the reason no longer applies.
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

WEEKS = 12
_STATE = Slot.State


@dataclass
class Change:
    """The result of slot generation, actual or planned: rows added, restored, corrected, removed; booked rows left as
    is.
    """

    new: list[Slot] = field(default_factory=list)
    back: list[Slot] = field(default_factory=list)
    corrected: list[Slot] = field(default_factory=list)
    gone: list[Slot] = field(default_factory=list)
    stayed: list[Slot] = field(default_factory=list)

    def __bool__(self):
        return bool(self.new or self.back or self.corrected or self.gone)

    @property
    def came(self) -> int:
        """Return the number of slots added or restored."""
        return len(self.new) + len(self.back)

    @property
    def went(self) -> int:
        """Return the number of slots removed."""
        return len(self.gone)


def horizon(today: date) -> date:
    """Return the last day for which slots are generated."""
    return today + timedelta(weeks=WEEKS)


def make_times(today: date) -> list[Change]:
    """Generate the slots of all counsellors; return the changes, an empty list if everything is up to date.

    Idempotent and safe to run concurrently. Rows that are up to date are only read.
    """
    special = SpecialDays.between(today, horizon(today))
    changes = []
    for counsellor in Counsellor.objects.order_by("pk").values_list("pk", flat=True):
        rows = list(_rows_of(counsellor))
        if _plan(counsellor, rows, _wanted(counsellor, today, special)):
            changes.append(make_times_of(counsellor, today))
    return changes


def make_times_for(rule: ScheduleRule) -> Change:
    """Generate the slots of the rule's counsellor, in the transaction that saves the rule."""
    return make_times_of(rule.counsellor_id)


@transaction.atomic
def make_times_of(counsellor_pk: int, today: date | None = None) -> Change:
    """Generate the slots of one counsellor from schedule rules, absences and special days."""
    rows = lock([counsellor_pk])
    today = today or clock.today()
    wanted = _wanted(counsellor_pk, today, SpecialDays.between(today, horizon(today)))
    change = _plan(counsellor_pk, rows, wanted)
    _carry_out(change)
    return change


def lock(counsellors: Iterable[int], more: Iterable[int] = ()) -> list[Slot]:
    """Lock these counsellors, their future slots and the slots in `more`; return the counsellors' future slots.

    A transaction that writes anything of counselling and generates slots must call this before its first write: rows
    must be locked before the content version, which the first write locks.
    """
    keys = sorted({key for key in counsellors if key is not None})
    list(Counsellor.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    wanted = (_coming() & Q(counsellor__in=keys)) | Q(pk__in=list(more))
    rows = Slot.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk")
    return [row for row in rows if row.counsellor_id in keys and row.starts_at > clock.now()]


@transaction.atomic
def withdraw(slots: Iterable[Slot]) -> int:
    """Withdraw slots permanently by hand; booked ones are skipped. Return the number withdrawn."""
    keys = [slot.pk for slot in slots]
    locked = Slot.objects.select_for_update(of=("self",)).filter(pk__in=keys).exclude(state=_STATE.BOOKED)
    going = [slot.pk for slot in locked.exclude(state=_STATE.WITHDRAWN).order_by("pk")]
    _withdraw_rows(going)
    return len(going)


def misfits(counsellor_pk: int | None = None) -> list[Slot]:
    """Return future booked slots that match no rule or lie on a closing day, ordered by start.

    Absences are ignored: staff have decided about each booking in an absence.
    """
    booked = Slot.objects.booked().filter(_coming()).select_related("counsellor", "room")
    if counsellor_pk is not None:
        booked = booked.filter(counsellor=counsellor_pk)
    booked = list(booked)
    if not booked:
        return []
    first = timezone.localdate(booked[0].starts_at)
    last = timezone.localdate(booked[-1].starts_at)
    special = SpecialDays.between(first, last)
    rules = {
        key: _wanted(key, first, special, last, with_absences=False) for key in {slot.counsellor_id for slot in booked}
    }
    return [slot for slot in booked if not _is_wanted(slot, rules[slot.counsellor_id])]


def fits(slot: Slot) -> bool:
    """Return whether schedule rules, absences and special days still allow this slot to be booked."""
    day = timezone.localdate(slot.starts_at)
    return _is_wanted(slot, _wanted(slot.counsellor_id, day, SpecialDays.between(day, day), day))


def _is_wanted(slot, wanted) -> bool:
    found = wanted.get(slot.starts_at)
    return found is not None and found.time.ends_at == slot.ends_at and found.rule.room_id == slot.room_id


@dataclass(frozen=True, slots=True)
class _Wanted:
    rule: ScheduleRule
    time: Time


def _coming() -> Q:
    return Q(starts_at__gt=clock.now())


def _rows_of(counsellor_pk):
    return Slot.objects.filter(_coming(), counsellor=counsellor_pk).order_by("pk")


def _wanted(counsellor_pk, today, special, last=None, *, with_absences=True) -> dict:
    """Return a counsellor's future slot times by start; of two that overlap, the earlier one."""
    last, now = last or horizon(today), clock.now()
    rule = list(ScheduleRule.objects.by_appointment().valid_between(today, last).filter(counsellor=counsellor_pk))
    absences = []
    if with_absences:
        bounds = clock.local(today), clock.local(last + timedelta(days=1))
        absences = list(Absence.objects.filter(counsellor=counsellor_pk).between(*bounds))
    found = [
        _Wanted(each, time)
        for each in rule
        for day in days_of(each, today, last)
        if not special.are_out(day)
        for time in times_on(each, day)
        if time.starts_at > now and not any(time.overlaps(gap.starts_at, gap.ends_at) for gap in absences)
    ]
    found.sort(key=lambda each: (each.time.starts_at, each.rule.pk))
    return {each.time.starts_at: each for each in _one_after_the_other(found)}


def _one_after_the_other(found):
    end = None
    for each in found:
        if end is None or each.time.starts_at >= end:
            end = each.time.ends_at
            yield each


def _plan(counsellor_pk, rows, wanted) -> Change:
    """Compare rows with the wanted slot times; changes rows in memory only, not in the database."""
    change, left = Change(), dict(wanted)
    by_hand = [row for row in rows if row.state == _STATE.WITHDRAWN and row.rule_id is not None]
    booked = [row for row in rows if row.state == _STATE.BOOKED]
    for row in booked:
        _keep(row, left.get(row.starts_at), change)
    for row in rows:
        if row.state not in (_STATE.BOOKED, _STATE.WITHDRAWN):
            _settle(row, left, change)
    free = _not_blocked(left, [*by_hand, *booked])
    _bring_back(change, rows, free)
    change.new.extend(_slot(counsellor_pk, want) for want in free.values())
    return change


def _keep(row, want, change):
    """Leave a booked slot unchanged, except for a link to the rule that now produces it."""
    is_met = want is not None and want.time.ends_at == row.ends_at
    if not is_met or want.rule.room_id != row.room_id:
        change.stayed.append(row)
    if is_met and row.rule_id != want.rule.pk:
        row.rule_id = want.rule.pk
        change.corrected.append(row)


def _settle(row, left, change):
    """Correct an unbooked slot from its rule if it is still wanted, otherwise remove it."""
    want = left.get(row.starts_at)
    if want is None or want.time.ends_at != row.ends_at:
        change.gone.append(row)
        return
    del left[row.starts_at]
    if _correct(row, want):
        change.corrected.append(row)


def _correct(row, want) -> bool:
    """Copy the rule's values to an unbooked row; return whether anything changed."""
    told = (want.rule.pk, want.rule.room_id, want.time.is_urgent)
    if (row.rule_id, row.room_id, row.is_urgent) == told:
        return False
    row.rule_id, row.room_id, row.is_urgent = told
    return True


def _not_blocked(wanted, blocked) -> dict:
    """Return the wanted slot times that do not overlap a remaining slot."""
    spans = sorted((row.starts_at, row.ends_at) for row in blocked)
    free, index = {}, 0
    for start in sorted(wanted):
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        if index == len(spans) or spans[index][0] >= wanted[start].time.ends_at:
            free[start] = wanted[start]
    return free


def _bring_back(change, rows, free):
    """Reuse automatically withdrawn rows for wanted slots at the same time."""
    for row in rows:
        want = free.get(row.starts_at)
        if row.state == _STATE.WITHDRAWN and row.rule_id is None and want and want.time.ends_at == row.ends_at:
            _correct(row, want)
            row.state = _STATE.FREE
            change.back.append(row)
            del free[row.starts_at]


def _slot(counsellor_pk, want) -> Slot:
    return Slot(
        counsellor_id=counsellor_pk,
        rule=want.rule,
        room_id=want.rule.room_id,
        starts_at=want.time.starts_at,
        ends_at=want.time.ends_at,
        is_urgent=want.time.is_urgent,
    )


def _carry_out(change):
    """Write the planned changes. Callers must hold the row locks."""
    keys = [row.pk for row in change.gone]
    going = Slot.objects.filter(pk__in=keys)
    # Rows that were once booked or offered are withdrawn, not deleted: their records refer to them.
    known = going.filter(
        Exists(Booking.objects.filter(slot=OuterRef("pk"))) | Exists(Offer.objects.filter(slot=OuterRef("pk")))
    )
    kept = list(known.values_list("pk", flat=True))
    if kept:
        _withdraw_rows(kept)
        Slot.objects.filter(pk__in=kept).update(rule=None)
    if len(kept) < len(keys):
        going.exclude(pk__in=kept).delete()
    fields = ["rule", "room", "is_urgent", "state"]
    if change.corrected or change.back:
        Slot.objects.bulk_update([*change.corrected, *change.back], fields, batch_size=100)
    if change.new:
        Slot.objects.bulk_create(change.new, batch_size=200)


def _withdraw_rows(keys):
    """Withdraw slots and end their holds and offers."""
    if keys:
        Offer.objects.open().filter(slot__in=keys).update(state=Offer.State.LAPSED)
        Slot.objects.filter(pk__in=keys).update(state=_STATE.WITHDRAWN, until=None, holder="")
