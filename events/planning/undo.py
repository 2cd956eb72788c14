"""Undo of bulk actions within a day. Later manual changes by staff are not overwritten."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import AcceptedConflict, Event, Occurrence, UndoStep
from events.recurrence.words import short_day_of
from events.scheduling.changes import put_back
from events.scheduling.generation import lock
from events.scheduling.publication import withdraw
from kasch_site.common import clock

_FIELDS = ("is_all_day", "status", "reason", "title", "room_id", "place", "is_different")


class NothingToTakeBack(Exception):
    """Raised if the step is older than a day or already undone."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The effect of undo on a record; `is_left` means that it was changed since and is skipped."""

    title: str
    words: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The records that were restored, and those skipped because of later changes."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def state_of(row: Occurrence) -> dict:
    """Return the state of a date that a decision may change, as JSON-compatible data."""
    moments = {name: getattr(row, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}
    return {**moments, **{name: getattr(row, name) for name in _FIELDS}}


def name_of(row: Occurrence) -> str:
    """Return title and day of a date."""
    return f"{row.shown_title}, {short_day_of(row)}"


def of_date(row: Occurrence, before: dict, after: dict) -> dict:
    """Return the change of a date, for `record`."""
    return {"what": "date", "pk": row.pk, "title": name_of(row), "before": before, "after": after}


def of_event(event: Event) -> dict:
    """Return the publication of an event, for `record`."""
    return {"what": "event", "pk": event.pk, "title": event.title}


def of_agreement(agreement: AcceptedConflict, title: str) -> dict:
    """Return the acceptance of a conflict, for `record`."""
    return {"what": "agreement", "pk": agreement.pk, "title": title}


def record(month: date, kind: str, changes: list[dict]) -> UndoStep | None:
    """Store a step; return None if it is empty. A date changed twice is restored to its first state."""
    if not changes:
        return None
    kept: dict[tuple, dict] = {}
    for each in changes:
        first = kept.setdefault((each["what"], each["pk"]), dict(each))
        if "after" in each:
            first["after"] = each["after"]
    return UndoStep.objects.create(
        year=month.year, month=month.month, kind=kind, made_at=clock.now(), changes=list(kept.values())
    )


def preview(steps: list[UndoStep]) -> list[tuple[UndoStep, list[Undone]]]:
    """Return what undoing each step would do, in two queries for any number of steps."""
    changes = [change for step in steps for change in step.changes]
    dates = Occurrence.objects.in_bulk({each["pk"] for each in changes if each["what"] == "date"})
    drafts = {each["pk"] for each in changes if each["what"] == "event"}
    shown = set(Event.objects.released().filter(pk__in=drafts).values_list("pk", flat=True))
    return [(step, [_undone(change, dates, shown) for change in step.changes]) for step in steps]


def _undone(change, dates, shown):
    if change["what"] == "event":
        return Undone(change["title"], _("wieder ein Entwurf"), change["pk"] not in shown)
    if change["what"] == "agreement":
        return Undone(change["title"], _("wieder offen"), False)
    row = dates.get(change["pk"])
    return Undone(change["title"], _words(change), row is None or state_of(row) != change["after"])


def _words(change):
    before, after = change["before"], change["after"]
    if before["status"] != after["status"]:
        planned = before["status"] == Occurrence.Status.PLANNED
        return _("findet wieder statt") if planned else _("entfällt wieder")
    return _("wieder wo es war")


@transaction.atomic
def take_back(step_pk) -> TakenBack:
    """Undo a step, in reverse order. Raises `NothingToTakeBack`."""
    step = UndoStep.objects.select_for_update().can_be_taken_back().filter(pk=step_pk).first()
    if step is None:
        raise NothingToTakeBack
    found = TakenBack()
    for change in reversed(step.changes):
        (found.done if _TAKE_BACK[change["what"]](change) else found.left).append(change["title"])
    step.taken_back_at = clock.now()
    step.save(update_fields=["taken_back_at"])
    return found


def _date_back(change):
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
    put_back(row, before.pop("is_different"), **before)
    return True


def _event_back(change):
    return bool(withdraw(Event.objects.filter(pk=change["pk"])))


def _agreement_back(change):
    return bool(AcceptedConflict.objects.filter(pk=change["pk"]).delete()[0])


_TAKE_BACK = {"date": _date_back, "event": _event_back, "agreement": _agreement_back}
