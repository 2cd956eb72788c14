"""The state of a record as one digest, to find out whether it has changed since a page showed it."""

from collections import defaultdict

from django.db.models import CASCADE

from kasch_site.common.digests import digest_of
from kasch_site.common.references import references

from .shown import MAX_NAME_LENGTH, SHOWN, Shown, key_of


def states_of(records, unwatched=frozenset()) -> dict[str, str]:
    """Return a digest of each record by key: of its values that people can edit, and of what they can select for it."""
    records = list(records)
    selected = _selected(records, unwatched)
    return {key_of(record): digest_of([_values(record, unwatched), selected[record.pk]]) for record in records}


def parts_of(records, is_edited) -> dict[str, str]:
    """Return a digest, by `parts_key`, of the rows that the database deletes together with each record.

    Only of models for which `is_edited(model)` is true. One query for each record and model: for pages that ask before
    deleting.
    """
    return {parts_key(key_of(record)): digest_of(list(_parts(record, is_edited))) for record in records}


def parts_key(key: str) -> str:
    """Return the key of the parts of a record in a token."""
    return f"{key} parts"


def shown_before_deletion(model_admin, records) -> tuple[str, str]:
    """Return name and value of the hidden field of a page that asks before deleting; it knows the parts too."""
    states = {**states_of(records, model_admin.unwatched_fields), **_parts_of(model_admin, records)}
    names = {key_of(record): str(record)[:MAX_NAME_LENGTH] for record in records}
    return SHOWN, Shown(states=states, names=names).token()


def changed_since(model_admin, shown, records) -> list:
    """Return the records that are not as they were shown; without those that the page did not show."""
    now = states_now(model_admin, shown, records)
    changed = {key for key, state in now.items() if shown.states.get(key, state) != state}
    return [record for record in records if {key_of(record), parts_key(key_of(record))} & changed]


def states_now(model_admin, shown, records) -> dict[str, str]:
    """Return the states of the records now, with those of their parts where the page showed them."""
    with_parts = [record for record in records if parts_key(key_of(record)) in shown.states]
    return {**states_of(records, model_admin.unwatched_fields), **_parts_of(model_admin, with_parts)}


def _parts_of(model_admin, records):
    """Return the digests of the rows that staff edit and that are deleted with the records."""
    inlines = {inline.model for inline in model_admin.inlines}
    return parts_of(records, lambda model: model in inlines or model_admin.admin_site.is_registered(model))


def _values(record, unwatched):
    return [
        (field.attname, field.value_to_string(record))
        for field in record._meta.concrete_fields
        if field.editable and not getattr(field, "auto_now", False) and field.name not in unwatched
    ]


def _selected(records, unwatched):
    """Return the primary keys that each record selects in its many-to-many fields, with one query for each field."""
    result = defaultdict(list)
    if not records:
        return result
    for field in records[0]._meta.many_to_many:
        if field.name in unwatched:
            continue
        rows = field.remote_field.through._base_manager.filter(**{f"{field.m2m_field_name()}__in": records})
        pairs = rows.values_list(f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        for pk, other in sorted(pairs):
            result[pk].append((field.name, other))
    return result


def _parts(record, is_edited):
    for name, rows in references(record, CASCADE):
        if is_edited(rows.model):
            for row in rows.order_by("pk"):
                yield rows.model._meta.label, name, row.pk, _values(row, frozenset())
