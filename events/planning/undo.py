"""Undo of bulk actions within a day. Later manual changes by staff are not overwritten."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import AcceptedConflict, Event, Occurrence, UndoStep
from events.recurrence.descriptions import short_day_of
from events.scheduling.changes import ChangeRefused, restore_state
from events.scheduling.generation import lock
from events.scheduling.publication import withdraw
from kasch_site.common import clock

_FIELDS = ("is_all_day", "status", "reason", "title", "room_id", "place", "is_different")


class NothingToUndo(Exception):
    """Raised if the step is older than a day or already undone."""


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """The effect of undo on a record; `is_skipped` means that it was changed since and is skipped."""

    title: str
    effect: str
    is_skipped: bool


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The records that were restored, and those skipped because of later changes."""

    restored: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def state_of(row: Occurrence) -> dict:
    """Return the state of a date that a decision may change, as JSON-compatible data."""
    moments = {name: getattr(row, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}
    return {**moments, **{name: getattr(row, name) for name in _FIELDS}}


def name_of(row: Occurrence) -> str:
    """Return title and day of a date."""
    return f"{row.shown_title}, {short_day_of(row)}"


def of_date(row: Occurrence, before: dict, after: dict) -> dict:
    """Return the change of a date, for `record`."""
    return {"kind": "date", "pk": row.pk, "title": name_of(row), "before": before, "after": after}


def of_event(event: Event) -> dict:
    """Return the publication of an event, for `record`."""
    return {"kind": "event", "pk": event.pk, "title": event.title}


def of_acceptance(accepted_conflict: AcceptedConflict, title: str) -> dict:
    """Return the acceptance of a conflict, for `record`."""
    return {"kind": "agreement", "pk": accepted_conflict.pk, "title": title}


def record(month: date, kind: str, changes: list[dict]) -> UndoStep | None:
    """Store a step; return None if it is empty. A date changed twice is restored to its first state."""
    if not changes:
        return None
    merged: dict[tuple, dict] = {}
    for change in changes:
        first = merged.setdefault((change["kind"], change["pk"]), dict(change))
        if "after" in change:
            first["after"] = change["after"]
    return UndoStep.objects.create(
        year=month.year, month=month.month, kind=kind, made_at=clock.now(), changes=list(merged.values())
    )


def preview(steps: list[UndoStep]) -> list[tuple[UndoStep, list[UndoPreview]]]:
    """Return what undoing each step would do, in two queries for any number of steps."""
    changes = [change for step in steps for change in step.changes]
    dates = Occurrence.objects.in_bulk({each["pk"] for each in changes if each["kind"] == "date"})
    drafts = {each["pk"] for each in changes if each["kind"] == "event"}
    released = set(Event.objects.released().filter(pk__in=drafts).values_list("pk", flat=True))
    return [(step, [_preview_of(change, dates, released) for change in step.changes]) for step in steps]


def _preview_of(change, dates, released):
    if change["kind"] == "event":
        return UndoPreview(change["title"], _("wieder ein Entwurf"), change["pk"] not in released)
    if change["kind"] == "agreement":
        return UndoPreview(change["title"], _("wieder offen"), False)
    row = dates.get(change["pk"])
    return UndoPreview(change["title"], _effect_in_words(change), row is None or state_of(row) != change["after"])


def _effect_in_words(change):
    before, after = change["before"], change["after"]
    if before["status"] != after["status"]:
        planned = before["status"] == Occurrence.Status.PLANNED
        return _("findet wieder statt") if planned else _("entfällt wieder")
    return _("wieder wo es war")


@transaction.atomic
def undo_step(step_pk) -> UndoResult:
    """Undo a step, in reverse order. Raise `NothingToUndo`."""
    step = UndoStep.objects.select_for_update().can_be_taken_back().filter(pk=step_pk).first()
    if step is None:
        raise NothingToUndo
    result = UndoResult()
    for change in reversed(step.changes):
        (result.restored if _UNDO_ACTIONS[change["kind"]](change) else result.skipped).append(change["title"])
    step.taken_back_at = clock.now()
    step.save(update_fields=["taken_back_at"])
    return result


def _undo_date(change):
    row = Occurrence.objects.filter(pk=change["pk"]).first()
    if row is None:
        return False
    lock(row.event_id)
    row = Occurrence.objects.filter(pk=row.pk).first()
    if row is None or state_of(row) != change["after"]:
        return False
    before = dict(change["before"])
    for name in ("starts_at", "ends_at"):
        before[name] = datetime.fromisoformat(before[name])
    try:
        restore_state(row, before.pop("is_different"), **before)
    except ChangeRefused:
        return False
    return True


def _undo_publication(change):
    return bool(withdraw(Event.objects.filter(pk=change["pk"])))


def _undo_acceptance(change):
    return bool(AcceptedConflict.objects.filter(pk=change["pk"]).delete()[0])


_UNDO_ACTIONS = {"date": _undo_date, "event": _undo_publication, "agreement": _undo_acceptance}
