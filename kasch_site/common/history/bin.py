"""Put a record into the bin when it is deleted, with its parts."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models

from kasch_site.common.references import references


def put(record, in_bin: dict[str, str], user) -> None:
    """Store a record that is about to be deleted, with its parts (`ContentHistory.in_bin`) and what points at it."""
    records = [record]
    for label, lookup in in_bin.items():
        records += apps.get_model(label)._base_manager.filter(**{lookup: record.pk}).order_by("pk")
    model = apps.get_model("common.DeletedRecord")
    model.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(record, for_concrete_model=False),
        object_id=record.pk,
        defaults={
            "title": str(record)[:250],
            "data": serializers.serialize("json", records),
            "links": _links(record),
            "deleted_by": user,
        },
    )


def _links(record) -> list:
    """Return the records whose reference to this one becomes empty when it is deleted."""
    rows_by_model = []
    for name, rows in references(record, models.SET_NULL):
        if hasattr(rows.model, "history"):
            pks = list(rows.values_list("pk", flat=True))
            rows_by_model += [[rows.model._meta.label, name, pks]] if pks else []
    return rows_by_model
