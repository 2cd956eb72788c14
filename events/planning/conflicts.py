"""Resolution of conflicts in the list: cancel a date, keep it, or move it to another room."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import AcceptedConflict, Event, Occurrence, UndoStep
from events.scheduling import changes
from events.scheduling.generation import lock

from . import undo
from .conflict_detection import Conflict

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


@transaction.atomic
def decide(month: date, decisions: list[Decision]) -> UndoStep | None:
    """Apply all decisions or none; return the data for undo. Raises `ChangeRefused`."""
    # Use a fixed order to avoid deadlocks between concurrent decisions.
    ordered = sorted(decisions, key=lambda each: min((row.event_id for row in each.conflict.rows), default=0))
    return undo.record(month, UndoStep.Kind.DECIDED, [change for each in ordered for change in _carry_out(month, each)])


def _carry_out(month, decision):
    conflict = decision.conflict
    if decision.action == KEEP:
        yield from _accept(month, conflict)
        if conflict.takes_place:
            return
    row = decision.row or conflict.rows[0]
    lock(row.event_id)
    before = Occurrence.objects.filter(pk=row.pk).first() or row
    after = _ACTIONS[decision.action](row, decision)
    yield undo.of_date(row, undo.state_of(before), undo.state_of(after))


def _accept(month, conflict):
    values = {"year": month.year, "month": month.month}
    agreement, is_new = AcceptedConflict.objects.get_or_create(what=conflict.key, defaults=values)
    if is_new:
        yield undo.of_acceptance(agreement, conflict.heading)


_ACTIONS = {
    KEEP: lambda row, decision: changes.restore(row),
    CANCEL: lambda row, decision: changes.cancel(row, decision.reason),
    ROOM: lambda row, decision: changes.change(row, room_id=decision.room_id, place=""),
}


@transaction.atomic
def publish(month: date, keys) -> UndoStep | None:
    """Publish these drafts; skip events that are no drafts any more. Return the data for undo."""
    drafts = list(Event.objects.select_for_update(no_key=True).drafts().filter(pk__in=keys).order_by("pk"))
    Event.objects.filter(pk__in=[event.pk for event in drafts]).publish()
    return undo.record(month, UndoStep.Kind.PUBLISHED, [undo.of_event(event) for event in drafts])
