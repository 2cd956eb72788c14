"""Erasing the history and the bin."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from .changes import kinds_of
from .deleted import BIN_RETENTION, DeletedRecord
from .records import histories

# Long enough for what comes once a year, and to see who changed it.
HISTORY_RETENTION = timedelta(days=2 * 365)


def purge(before: datetime) -> int:
    """Erase what has been in the bin too long, the history of deleted records, and old history; return how many.

    The newest row of a record stays: it says what the record is now, with which the next change is compared.
    """
    count = DeletedRecord.objects.past_retention(before).delete()[0]
    for model in {model._meta.concrete_model for model in histories}:
        count += _purge_deleted(model, before - BIN_RETENTION) + _purge_old(model, before - HISTORY_RETENTION)
    return count


@transaction.atomic
def erase_history(record) -> int:
    """Erase the earlier states of a record and its parts, because they contain a name that has to be erased.

    Return the number of erased rows; the newest row of each stays.
    """
    count = 0
    for kind in kinds_of(type(record)):
        rows = kind.rows(record.pk)
        newest = rows.latest_of_each().exclude(history_type="-").values_list("pk", flat=True)
        count += _erase(rows.exclude(pk__in=list(newest)))
    return count


@transaction.atomic
def erase(deleted: DeletedRecord) -> None:
    """Erase a record in the bin for good, with its history."""
    model = deleted.content_type.model_class()
    for kind in kinds_of(model):
        _erase(kind.rows(deleted.object_id))
    deleted.delete()


def _purge_deleted(model, before) -> int:
    """Erase the history of records that no longer exist and whose last row is older; parts go with their record."""
    key = model._meta.pk.attname
    rows = model.history.all()
    for parent in _parents(model):
        rows = rows.filter(~Exists(parent.related_model._base_manager.filter(pk=OuterRef(parent.attname))))
    remaining = model._base_manager.filter(pk=OuterRef(key))
    newer = model.history.filter(**{key: OuterRef(key)}, history_date__gte=before)
    return _erase(rows.filter(~Exists(remaining), ~Exists(newer)))


def _purge_old(model, before) -> int:
    key = model._meta.pk.attname
    newer = model.history.filter(**{key: OuterRef(key)}, history_id__gt=OuterRef("history_id"))
    return _erase(model.history.filter(Exists(newer), history_date__lt=before))


def _parents(model):
    """Return the foreign keys by which the model is a part of another one, if it has no bin of its own."""
    if histories[model].has_bin:
        return []
    return [
        model._meta.get_field(name)
        for history in histories.values()
        for label, name in history.parts.items()
        if label == model._meta.label
    ]


def _erase(rows) -> int:
    """Delete rows with those of their many-to-many fields, which refer to them without a constraint."""
    keys = list(rows.values_list("pk", flat=True))
    for name in histories[rows.model.instance_type].m2m_fields:
        getattr(rows.model, name).model.objects.filter(history_id__in=keys).delete()
    return rows.model.objects.filter(pk__in=keys).delete()[0]
