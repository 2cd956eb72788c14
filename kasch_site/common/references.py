"""References to a record, by what happens to them when the record is deleted."""

from collections.abc import Iterator

from django.db.models import QuerySet


def references(record, *on_delete) -> Iterator[tuple[str, QuerySet]]:
    """Yield the name of each foreign key with one of these `on_delete`, and the rows that refer to the record by it."""
    for relation in record._meta.get_fields(include_hidden=True):
        if relation.auto_created and getattr(relation, "on_delete", None) in on_delete:
            name = relation.field.name
            yield name, relation.related_model._base_manager.filter(**{name: record.pk})


def selections(record) -> Iterator[QuerySet]:
    """Yield the rows that have selected the record in a many-to-many field, for each such field."""
    for relation in record._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.many_to_many:
            yield relation.related_model._base_manager.filter(**{relation.field.name: record.pk})
