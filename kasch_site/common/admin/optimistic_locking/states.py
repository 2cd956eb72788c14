"""The state of a record as one digest, to find out whether it has changed since a list showed it."""

from kasch_site.common.digests import digest_of


def state_of(record, unwatched=frozenset()) -> str:
    """Return a digest of the values of a record that people can edit."""
    values = [
        (field.attname, field.value_to_string(record))
        for field in record._meta.concrete_fields
        if field.editable and not getattr(field, "auto_now", False) and field.name not in unwatched
    ]
    return digest_of(values)
