"""Go back to an earlier state of a record, with its parts, field by field as staff choose."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kasch_site.common.digests import digest_of

from .changes import Kind, State, change_of, current_state, kinds_of
from .differences import Difference, Names, RecordDifference, differences

# The reason of the rows written by going back: followed by the moment of the state.
REVERTED_TO = "back:"


@dataclass(frozen=True)
class Step:
    """One change of a revert: a field of the record, or a part of it.

    `problem` says why it is not possible; then it cannot be chosen. `state` is a digest of what is stored now and of
    the problem: if it is another one than staff were shown, the step is another one too.
    """

    key: str
    difference: Difference | None
    part: RecordDifference | None = None
    problem: str = ""
    state: str = ""

    @property
    def label(self) -> str:
        """Return the name of the field or of the part."""
        return str(self.difference.label if self.difference else self.part.label)


class ChangedMeanwhile(Exception):
    """Raised if steps differ from what staff were shown; `labels` names their fields and parts."""

    def __init__(self, labels: list[str]):
        super().__init__(labels)
        self.labels = labels


class Operations:
    """Operations that write a state; a section overrides those with consequences by the verbs of its domain."""

    def save(self, record) -> None:
        """Save a record or a part that was changed back. Raise `ValidationError` if it no longer fits."""
        record.full_clean()
        record.save()

    def insert(self, part) -> None:
        """Insert a part that was deleted since."""
        part.full_clean()
        part.save(force_insert=True)

    def remove(self, part) -> None:
        """Delete a part that was added since."""
        part.delete()

    def finish(self, record, before: State) -> None:
        """Handle consequences for other records; `before` is the state before reverting."""


def revert_steps(record, change: UUID) -> list[Step]:
    """Return what going back to the state after this change would change. Raise `Http404` for an unknown change."""
    target, current = change_of(record, change).after, current_state(record)
    names = Names([target, current])
    steps = []
    for difference in differences(current, target, names):
        now, then = (state.get((difference.kind, difference.pk)) for state in (current, target))
        if difference.kind.parent:
            steps.append(_step(difference.key, None, difference, _problem(difference.kind, then, names), now))
        elif then is not None:
            for field in difference.fields:
                problem = _problem(difference.kind, {field.name: then[field.name]}, names)
                steps.append(_step(field.name, field, None, problem, now[field.name]))
    return steps


def _step(key, difference, part, problem, now) -> Step:
    return Step(key, difference, part, problem, digest_of([now, problem]))


def _problem(kind: Kind, values, names) -> str:
    """Return why these values cannot be stored again: a record that they refer to is gone."""
    for model_field in kind.fields:
        value = (values or {}).get(model_field.name)
        if model_field.remote_field is None or model_field.many_to_many or value is None:
            continue
        if names.is_gone(model_field.related_model, value):
            text = _(
                "%(name)s. Legen Sie den Eintrag wieder an, oder holen Sie ihn aus dem Papierkorb; sonst bleibt es "
                "hier, wie es jetzt ist."
            )
            return text % {"name": names.of(model_field.related_model, value)}
    return ""


@transaction.atomic
def revert(record, change: UUID, chosen: dict[str, str], operations: Operations) -> list[Step]:
    """Write the chosen steps of `revert_steps`; return those that changed anything. Callers must lock the record.

    `chosen` maps the key of each step to the `state` that staff were shown. Raise `ChangedMeanwhile` if one differs
    from it, ValidationError if the values do not fit any more. A step without a difference is left out, so that
    repeating the request changes nothing.
    """
    target_change = change_of(record, change)
    before = current_state(record)
    steps = [step for step in revert_steps(record, change) if step.key in chosen]
    if changed_meanwhile := [step.label for step in steps if step.state != chosen[step.key]]:
        raise ChangedMeanwhile(changed_meanwhile)
    steps = [step for step in steps if not step.problem]
    if not steps:
        return []
    reason = f"{REVERTED_TO}{target_change.at.isoformat()}"
    own = kinds_of(type(record))[0]
    values = target_change.after.get((own, record.pk), {})
    _write_record(record, own, {step.key: values[step.key] for step in steps if step.part is None}, operations, reason)
    for step in steps:
        if step.part is not None:
            _write_part(record, step.part, target_change.after, operations, reason)
    operations.finish(record, before)
    return steps


def _write_record(record, kind, values, operations, reason) -> None:
    plain, many = _assign(record, kind, values)
    record._change_reason = reason
    if plain:
        operations.save(record)
    _set_many(record, many)


def _write_part(record, part: RecordDifference, target: State, operations, reason) -> None:
    model, values = part.kind.model, target.get((part.kind, part.pk))
    stored = model._base_manager.filter(pk=part.pk).first()
    if values is None:
        operations.remove(stored)
        return
    row = stored or model(pk=part.pk, **{part.kind.parent: record})
    _assign(row, part.kind, values)
    row._change_reason = reason
    (operations.save if stored else operations.insert)(row)


def _assign(record, kind, values) -> tuple[bool, dict]:
    """Set the values; return whether any is stored in the row, and those of many-to-many fields."""
    many = {}
    for model_field in kind.fields:
        if model_field.name not in values:
            continue
        if model_field.many_to_many:
            many[model_field] = values[model_field.name]
        else:
            setattr(record, model_field.attname, values[model_field.name])
    return len(many) < len(values), many


def _set_many(record, many: dict[models.Field, frozenset]) -> None:
    for model_field, keys in many.items():
        getattr(record, model_field.name).set(model_field.related_model._base_manager.filter(pk__in=keys))


def messages_of(error: ValidationError, model) -> list[str]:
    """Return the messages of an error, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    names = {model_field.name: model_field.verbose_name for model_field in model._meta.concrete_fields}
    return [
        f"{names[name]}: {text}" if name in names else text
        for name, texts in error.message_dict.items()
        for text in texts
    ]
