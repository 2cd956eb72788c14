"""Restore a record from the bin, with what was deleted with it."""

from dataclasses import dataclass, field
from itertools import groupby

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from .records import histories
from .reverting import Operations

# The reason of the row of a record that came back from the bin.
RESTORED = "restored"


@dataclass
class Restored:
    """A record back from the bin, and sentences about what could not be restored with it."""

    record: models.Model
    lines: list[str] = field(default_factory=list)


@transaction.atomic
def restore(deleted, operations: Operations) -> Restored:
    """Restore a deleted record with its key, its parts and the references to it; remove its entry.

    References to records that are gone become empty. Raise `ValidationError` if the record no longer fits, and
    `DeletedRecord.DoesNotExist` if it is not in the bin any more.
    """
    deleted = type(deleted).objects.select_for_update(of=("self",)).get(pk=deleted.pk)
    first, *parts = serializers.deserialize("json", deleted.data, ignorenonexistent=True)
    restored = Restored(first.object, _empty_missing(first.object))
    _insert(first.object, first.m2m_data)
    _insert_parts([part.object for part in parts])
    _link(deleted)
    deleted.delete()
    operations.finish(restored.record, {})
    return restored


def _insert(record, many_to_many) -> None:
    record.full_clean()
    record._change_reason = RESTORED
    record.save(force_insert=True)
    for name, keys in (many_to_many or {}).items():
        related = record._meta.get_field(name).related_model
        getattr(record, name).set(related._base_manager.filter(pk__in=list(keys)))


def _insert_parts(parts) -> None:
    """Insert the parts, in the order in which they were stored. Mass-generated ones have no history of their own."""
    for model, group in groupby(parts, key=type):
        history = histories.get(model)
        of_model = list(group)
        for part in of_model:
            _empty_missing(part)
        saved = [part for part in of_model if history and history.is_kept(part)]
        for part in saved:
            part.save(force_insert=True)
        model._base_manager.bulk_create([part for part in of_model if part not in saved])


def _empty_missing(record) -> list[str]:
    """Empty references to records that are gone; return a sentence for each.

    Raise `ValidationError` if the record cannot be without one of them.
    """
    lines = []
    for model_field in record._meta.concrete_fields:
        key = getattr(record, model_field.attname)
        if model_field.remote_field is None or key is None or model_field.primary_key:
            continue
        if model_field.related_model._base_manager.filter(pk=key).exists():
            continue
        if not model_field.null:
            text = _("„%(what)s“ gibt es nicht mehr. Holen Sie das zuerst zurück.")
            raise ValidationError(text % {"what": model_field.verbose_name})
        setattr(record, model_field.attname, None)
        lines.append(
            _("„%(what)s“ ist jetzt leer, denn den Eintrag gibt es nicht mehr.") % {"what": model_field.verbose_name}
        )
    return lines


def _link(deleted) -> None:
    for label, name, keys in deleted.links:
        for record in apps.get_model(label)._base_manager.filter(pk__in=keys, **{name: None}):
            setattr(record, f"{name}_id", deleted.object_id)
            record.save()
