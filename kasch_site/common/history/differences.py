"""Differences between two states of a record, in German for staff."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kasch_site.common.text.readable import look_the_same, readable, readable_pair
from kasch_site.common.text.richtext import RichTextField
from kasch_site.common.text.time_words import day_in_words

from .changes import Kind, State, Values
from .records import has_history
from .word_comparison import compare, shortened


@dataclass(frozen=True)
class Difference:
    """One field: what it was and what it is, in words. `is_text` marks texts that are compared word by word."""

    name: str
    label: str
    old: str
    new: str
    is_text: bool = False
    # The words are the same: both values name what is emphasized, a heading, a list and so on.
    is_only_markup: bool = False

    @property
    def sides(self) -> tuple[list, list]:
        """Return both values in pieces, each with whether it is only on this side; see `compare`."""
        if self.is_text and self.old and self.new:
            old, new = compare(self.old, self.new)
            return shortened(old), shortened(new)
        return [(False, self.old)], [(False, self.new)]


@dataclass
class RecordDifference:
    """All that differs in one record: the first one, or a part of it."""

    kind: Kind
    pk: int
    label: str
    is_new: bool
    is_gone: bool
    fields: list[Difference] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what a form names it by."""
        return f"{self.kind.model._meta.model_name}:{self.pk}"


def differences(before: State, after: State, names: "Names") -> list[RecordDifference]:
    """Return what differs between two states, the record first, then its parts."""
    keys = dict.fromkeys([*before, *after])
    differing = []
    for kind, pk in sorted(keys, key=lambda key: bool(key[0].parent)):
        old, new = before.get((kind, pk)), after.get((kind, pk))
        fields = list(_fields(kind, old or {}, new or {}, names))
        if fields or (old is None) != (new is None):
            label = str(kind.model._meta.verbose_name)
            differing.append(RecordDifference(kind, pk, label, old is None, new is None, fields))
    return differing


def _fields(kind, old: Values, new: Values, names):
    for model_field in kind.fields:
        values = old.get(model_field.name), new.get(model_field.name)
        if values[0] == values[1] or not (_is_filled(values[0]) or _is_filled(values[1])):
            continue
        texts = [value_in_words(model_field, value, names) for value in values]
        is_text = isinstance(model_field, models.TextField | RichTextField) or (
            isinstance(model_field, models.CharField) and not model_field.choices
        )
        is_only_markup = isinstance(model_field, RichTextField) and look_the_same(*texts)
        if is_only_markup:
            texts = readable_pair(values[0] or "", values[1] or "")
        yield Difference(model_field.name, str(model_field.verbose_name), *texts, is_text, is_only_markup)


def _is_filled(value) -> bool:
    return value not in (None, "", frozenset())


def value_in_words(model_field: models.Field, value, names: "Names") -> str:
    """Return the value of a field as staff know it from the form; "" if it is empty."""
    if not _is_filled(value):
        return ""
    if model_field.many_to_many:
        return ", ".join(sorted(names.of(model_field.related_model, key) for key in value))
    if model_field.remote_field is not None:
        return names.of(model_field.related_model, value)
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    return _plain_in_words(model_field, value)


def _plain_in_words(model_field, value) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if isinstance(model_field, RichTextField):
        return readable(value)
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, time):
        return _("%(time)s Uhr") % {"time": f"{value:%H:%M}"}
    return str(value)


def moment_in_words(moment: datetime) -> str:
    """Return day and time of the house: "Fr, 27. November 2026, 14:05 Uhr"."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s Uhr") % {"day": day_in_words(local.date()), "time": f"{local:%H:%M}"}


class Names:
    """The names of records by key, read with one query per model; those of deleted records come from their history."""

    def __init__(self, states: list[State]):
        wanted: dict[type, set] = {}
        for state in states:
            for (kind, _pk), values in state.items():
                for model_field in kind.fields:
                    if model_field.remote_field is not None:
                        wanted.setdefault(model_field.related_model, set()).update(_keys(values.get(model_field.name)))
        self._names = {(model, key): name for model, keys in wanted.items() for key, name in _names(model, keys)}
        self._gone = {(model, key) for model, keys in wanted.items() for key in keys - _existing(model, keys)}

    def of(self, model, key) -> str:
        """Return the name of a record, with a hint if it was deleted."""
        name = self._names.get((model, key))
        if name is None:
            return _("(gibt es nicht mehr)")
        return _("%(name)s (gibt es nicht mehr)") % {"name": name} if self.is_gone(model, key) else name

    def is_gone(self, model, key) -> bool:
        """Return whether the record was deleted."""
        return (model, key) in self._gone


def _keys(value) -> set:
    if value is None:
        return set()
    return set(value) if isinstance(value, frozenset) else {value}


def _existing(model, keys) -> set:
    return set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _names(model, keys):
    if not keys:
        return
    names = {record.pk: str(record) for record in model._base_manager.filter(pk__in=keys)}
    missing = keys - set(names)
    if missing and has_history(model):
        for row in model.history.filter(**{f"{model._meta.pk.attname}__in": missing}).latest_of_each():
            names[getattr(row, model._meta.pk.attname)] = str(row.instance)
    yield from names.items()
