"""Values as statements of fixed text give them to a database and get them back; Django's querysets do it themselves."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime


def uuid_for_database(value: UUID) -> UUID | str:
    """A UUID as the database keeps it: SQLite has no type for it."""
    return value if connection.features.has_native_uuid_field else value.hex


def uuid_of(value: UUID | str) -> UUID:
    """A UUID that was read."""
    return value if isinstance(value, UUID) else UUID(value)


def aware(moment: datetime | str | None) -> datetime | None:
    """A moment that was read; SQLite keeps moments in UTC and says nothing about it, and of a computed one not even
    that it is a moment.
    """
    if isinstance(moment, str):
        moment = parse_datetime(moment)
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
