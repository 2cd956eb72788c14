"""Resolution of conflicts in the list: cancel a date, keep it, or move it to another room."""

from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import AcceptedConflict, Event, Occurrence, UndoStep
from events.scheduling import changes
from events.scheduling.generation import lock
from kasch_site.common.digests import digest_of

from . import undo
from .conflict_detection import Conflict, find_conflicts
from .month_summary import summarize_month

KEEP, CANCEL, ROOM = "keep", "cancel", "room"


@dataclass(frozen=True, slots=True)
class Decision:
    """The resolution of a conflict; `row` is the date to change, None if nothing changes."""

    conflict: Conflict
    action: str
    row: Occurrence | None = None
    reason: str = ""
    room_id: int | None = None


class ConflictForm(forms.Form):
    """Form for one conflict of the list. An empty choice leaves it open."""

    choice = forms.ChoiceField(label=_("Was soll gelten?"), required=False)
    reason = forms.CharField(
        label=_("Grund"), required=False, max_length=120, help_text=_("Steht auf der Website und im Plan.")
    )
    room = forms.ChoiceField(label=_("Welcher Raum?"), required=False)

    def __init__(self, conflict: Conflict, room_names: list[tuple], data=None):
        super().__init__(data, prefix=conflict.key)
        self.conflict = conflict
        self.fields["choice"].choices = _choices(conflict)
        self.fields["room"].choices = [("", _("bitte wählen")), *room_names]
        self.fields["reason"].widget.attrs["placeholder"] = conflict.reason
        if not conflict.is_about_room:
            del self.fields["room"]

    def clean(self):
        """Require a reason for a cancellation and a room for a move."""
        cleaned = super().clean()
        action, _dash, _pk = cleaned.get("choice", "").partition("-")
        if action == CANCEL and not (cleaned.get("reason") or self.conflict.reason):
            self.add_error("reason", _("Bitte einen Grund nennen, zum Beispiel: Der Raum ist belegt."))
        if action == ROOM and not cleaned.get("room"):
            self.add_error("room", _("Bitte wählen Sie einen Raum."))
        return cleaned

    def decision(self) -> Decision | None:
        """Return the chosen resolution; None without a choice."""
        action, _dash, pk = self.cleaned_data["choice"].partition("-")
        if not action:
            return None
        row = next((each for each in self.conflict.rows if str(each.pk) == pk), None)
        reason = self.cleaned_data["reason"] or self.conflict.reason
        room = self.cleaned_data.get("room") or None
        return Decision(self.conflict, action, row, reason, int(room) if room else None)


def _choices(conflict):
    yield "", _("noch offen") if conflict.is_open else _("so lassen")
    if conflict.is_about_room:
        if conflict.is_open:
            yield KEEP, _("beides bleibt hier: der Raum wird geteilt")
    elif conflict.is_open or not conflict.takes_place:
        yield KEEP, _("findet statt")
    for row in conflict.rows:
        if not row.is_cancelled:
            yield f"{CANCEL}-{row.pk}", _("„%(title)s“ entfällt") % {"title": row.shown_title}
            if conflict.is_about_room:
                yield f"{ROOM}-{row.pk}", _("„%(title)s“ geht in einen anderen Raum") % {"title": row.shown_title}


def decide_all_special_days(conflicts: list[Conflict], action: str) -> list[Decision]:
    """Return the same decision, `KEEP` or `CANCEL`, for every open date on a special day, each with its reason."""
    return [
        Decision(conflict, action, conflict.rows[0], conflict.reason)
        for conflict in conflicts
        if conflict.is_open and not conflict.is_about_room
    ]


class ChangedMeanwhile(Exception):
    """Raised if conflicts or drafts differ from what staff were shown; `keys` lists them."""

    def __init__(self, keys: list):
        super().__init__(keys)
        self.keys = keys


def changed_since(conflicts: list[Conflict], states: dict[str, str], keys) -> list[str]:
    """Return those of the keys whose conflict has disappeared or has another state than in `states`, by key of the
    conflict.
    """
    now = {conflict.key: conflict.state for conflict in conflicts}
    return [key for key in keys if key not in now or now[key] != states.get(key)]


@transaction.atomic
def decide(month: date, decisions: list[Decision]) -> UndoStep | None:
    """Apply all decisions or none; return the data for undo.

    Raise `ChangedMeanwhile` if a conflict is not as in its decision any more, and `ChangeRefused`.
    """
    if not decisions:
        return None
    # Use a fixed order to avoid deadlocks between concurrent decisions.
    for event_id in sorted({row.event_id for each in decisions for row in each.conflict.rows}):
        lock(event_id)
    current = {conflict.key: conflict for conflict in find_conflicts(summarize_month(month))}
    states = {each.conflict.key: each.conflict.state for each in decisions}
    if changed := changed_since(list(current.values()), states, states):
        raise ChangedMeanwhile(changed)
    changes_made = [change for each in decisions for change in _carry_out(month, _on(current, each))]
    return undo.record(month, UndoStep.Kind.DECIDED, changes_made)


def _on(current: dict[str, Conflict], decision: Decision) -> Decision:
    """Return the decision with the current rows."""
    conflict = current[decision.conflict.key]
    row = decision.row and next(each for each in conflict.rows if each.pk == decision.row.pk)
    return replace(decision, conflict=conflict, row=row)


def _carry_out(month, decision):
    conflict = decision.conflict
    if decision.action == KEEP:
        yield from _accept(month, conflict)
        if conflict.takes_place:
            return
    row = decision.row or conflict.rows[0]
    before = Occurrence.objects.filter(pk=row.pk).first() or row
    after = _ACTIONS[decision.action](row, decision)
    yield undo.of_date(row, undo.state_of(before), undo.state_of(after))


def _accept(month, conflict):
    values = {"year": month.year, "month": month.month}
    agreement, is_new = AcceptedConflict.objects.get_or_create(conflict_key=conflict.key, defaults=values)
    if is_new:
        yield undo.of_acceptance(agreement, conflict.heading)


_ACTIONS = {
    KEEP: lambda row, decision: changes.restore(row),
    CANCEL: lambda row, decision: changes.cancel(row, decision.reason),
    ROOM: lambda row, decision: changes.change(row, room_id=decision.room_id, place=""),
}


def draft_states(month: date) -> dict[int, str]:
    """Return a digest of the state that staff see of each draft of the month: title, dates, publication."""
    return {
        event.pk: digest_of([event.title, event.publish_at, [(row.pk, undo.state_of(row)) for row in rows]])
        for event, rows in summarize_month(month).drafts
    }


@transaction.atomic
def publish(month: date, keys, states: dict[int, str] | None = None) -> UndoStep | None:
    """Publish these drafts; skip events that are no drafts any more. Return the data for undo.

    `states` are the `draft_states` that staff were shown; raises `ChangedMeanwhile` if a draft has another one now.
    """
    drafts = list(Event.objects.select_for_update(no_key=True).drafts().filter(pk__in=keys).order_by("pk"))
    if states is not None:
        now = draft_states(month)
        if changed := [event.pk for event in drafts if now.get(event.pk) != states.get(event.pk)]:
            raise ChangedMeanwhile(changed)
    Event.objects.filter(pk__in=[event.pk for event in drafts]).publish()
    return undo.record(month, UndoStep.Kind.PUBLISHED, [undo.of_event(event) for event in drafts])
