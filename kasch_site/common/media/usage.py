"""Where a picture or a file is used: in fields of records, and in their texts."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db import models

from kasch_site.common.history.records import histories
from kasch_site.common.references import references, selections
from kasch_site.common.text.richtext import RichTextField

_ANY = (models.SET_NULL, models.CASCADE, models.PROTECT, models.RESTRICT)


def records_using(record: models.Model, markup: str) -> list[models.Model]:
    """Return the records that refer to this one with a field, and those with this markup in a text of staff."""
    related = [rows for _name, rows in references(record, *_ANY) if not rows.model._meta.auto_created]
    found = [row for rows in related for row in rows]
    found += [row for rows in selections(record) for row in rows]
    return list(dict.fromkeys([*found, *_with_markup(markup)]))


def _with_markup(markup) -> Iterator[models.Model]:
    for model in histories:
        names = [
            model_field.name for model_field in model._meta.concrete_fields if isinstance(model_field, RichTextField)
        ]
        if names and not model._meta.proxy:
            contains = reduce(or_, (models.Q(**{f"{name}__contains": markup}) for name in names))
            yield from model._base_manager.filter(contains)
