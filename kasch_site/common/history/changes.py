"""The changes in the history of a record, each with the state before and after."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import models
from django.http import Http404

from .records import STORED, histories

# Older changes of a record than these are not listed.
MAX_CHANGES = 1000

# The values of a record by field name; of relations the keys.
Values = dict[str, object]


@dataclass(frozen=True)
class Kind:
    """A model whose rows belong to the history of a record: its own (`parent` is empty), or that of its parts."""

    model: type[models.Model]
    parent: str = ""

    def rows(self, pk):
        """Return the rows of a record with this key, or of its parts."""
        name = f"{self.parent}_id" if self.parent else self.model._meta.pk.attname
        return self.model.history.filter(**{name: pk})

    @property
    def fields(self) -> list[models.Field]:
        """Return the fields that staff can change, in the order of the model."""
        history = histories[self.model]
        own = [
            model_field
            for model_field in history.fields_included(self.model)
            if model_field.editable and not model_field.primary_key and model_field.name != self.parent
        ]
        return own + [self.model._meta.get_field(name) for name in history.m2m_fields]


State = dict[tuple[Kind, int], Values]


@dataclass
class Change:
    """All that one request changed in a record and its parts."""

    id: UUID
    at: datetime
    rows: list = field(default_factory=list)
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)

    @property
    def _first(self):
        return self.rows[0][1]

    @property
    def user(self):
        """Return who made it; None for the website itself, and for an account that was deleted."""
        return self._first.history_user

    @property
    def by_staff(self) -> bool:
        """Return whether a member of staff made it."""
        return self._first.by_staff

    @property
    def reasons(self) -> set[str]:
        """Return the reasons that its rows name."""
        return {row.history_change_reason for _kind, row in self.rows if row.history_change_reason}

    @property
    def is_note(self) -> bool:
        """Return whether it only notes what was stored, see `ContentHistory.before_save`."""
        return self.reasons == {STORED}

    @property
    def types(self) -> set[str]:
        """Return what happened to the record itself: "+" made, "~" changed, "-" deleted."""
        return {row.history_type for kind, row in self.rows if not kind.parent}


def kinds_of(model) -> list[Kind]:
    """Return the kinds of rows in the history of a model, its own first."""
    parts = histories[model].parts.items()
    return [Kind(model), *(Kind(apps.get_model(label), parent) for label, parent in parts)]


def change_ids(record) -> list[tuple[UUID, datetime]]:
    """Return the changes of a record and its parts, newest first, each with the moment of its last row."""
    moments: dict[UUID, datetime] = {}
    for kind in kinds_of(type(record)):
        newest = kind.rows(record.pk).values_list("change", "history_date")[:MAX_CHANGES]
        for change, at in newest:
            moments[change] = max(at, moments.get(change, at))
    ordered = sorted(moments.items(), key=lambda pair: pair[1], reverse=True)
    return ordered[:MAX_CHANGES]


def changes(record, ids) -> list[Change]:
    """Return these changes of a record, newest first, with the states before and after.

    `ids` is a contiguous part of `change_ids`. The number of queries depends on the model only.
    """
    if not ids:
        return []
    by_id = {change: Change(change, at) for change, at in ids}
    kinds = kinds_of(type(record))
    rows = [(kind, row) for kind in kinds for row in _rows_of(kind, record.pk, by_id)]
    rows.sort(key=lambda pair: (pair[1].history_date, pair[1].history_id))
    for kind, row in rows:
        by_id[row.change].rows.append((kind, row))
    state = _state_before(kinds, record.pk, rows[0][1].history_date)
    many = _many_to_many(rows)
    for change in sorted(by_id.values(), key=lambda item: item.at):
        change.before = dict(state)
        for kind, row in change.rows:
            _apply(state, kind, row, many)
        change.after = dict(state)
    return [by_id[change] for change, _at in ids]


def change_of(record, change: UUID) -> Change:
    """Return one change of a record. Raise `Http404` if the record has none with that id."""
    ids = [pair for pair in change_ids(record) if pair[0] == change]
    if not ids:
        raise Http404
    return changes(record, ids)[0]


def current_state(record) -> State:
    """Return the stored values of a record and its parts."""
    state: State = {}
    for kind in kinds_of(type(record)):
        lookup = {kind.parent or "pk": record.pk}
        for part in kind.model._base_manager.filter(**lookup).order_by("pk"):
            state[kind, part.pk] = values_of(kind, part)
    return state


def values_of(kind: Kind, record) -> Values:
    """Return the values of a stored record."""
    return {
        model_field.name: frozenset(getattr(record, model_field.name).values_list("pk", flat=True))
        if model_field.many_to_many
        else getattr(record, model_field.attname)
        for model_field in kind.fields
    }


def _rows_of(kind, pk, changes):
    return kind.rows(pk).filter(change__in=list(changes)).select_related("history_user")


def _state_before(kinds, pk, moment) -> State:
    state: State = {}
    rows = [(kind, row) for kind in kinds for row in kind.rows(pk).filter(history_date__lt=moment).latest_of_each()]
    many = _many_to_many(rows)
    for kind, row in rows:
        _apply(state, kind, row, many)
    return state


def _apply(state: State, kind, row, many) -> None:
    """Apply a row to the state."""
    key = (kind, getattr(row, kind.model._meta.pk.attname))
    if row.history_type == "-":
        state.pop(key, None)
        return
    state[key] = {
        model_field.name: many.get((kind, model_field.name, row.pk), frozenset())
        if model_field.many_to_many
        else getattr(row, model_field.attname)
        for model_field in kind.fields
    }


def _many_to_many(rows) -> dict:
    """Return the keys of many-to-many fields by kind, field and row."""
    keys_of: dict = {}
    by_kind: dict = {}
    for kind, row in rows:
        by_kind.setdefault(kind, []).append(row.pk)
    for kind, pks in by_kind.items():
        for model_field in kind.fields:
            if model_field.many_to_many:
                _collect(keys_of, kind, model_field, pks)
    return {key: frozenset(keys) for key, keys in keys_of.items()}


def _collect(keys_of, kind, model_field, pks) -> None:
    through = getattr(kind.model.history.model, model_field.name).model
    name = next(field.attname for field in through._meta.fields if field.related_model is model_field.related_model)
    for row, key in through.objects.filter(history_id__in=pks).values_list("history_id", name):
        keys_of.setdefault((kind, model_field.name, row), []).append(key)
