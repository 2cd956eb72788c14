"""Conversion of parameters and results of raw SQL; Django's querysets do it themselves."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime


def uuid_for_database(value: UUID) -> UUID | str:
    """Return a UUID as a query parameter: SQLite has no type for it."""
    return value if connection.features.has_native_uuid_field else value.hex


def uuid_of(value: UUID | str) -> UUID:
    """Convert a UUID that was read."""
    return value if isinstance(value, UUID) else UUID(value)


def aware(moment: datetime | str | None) -> datetime | None:
    """Convert a datetime that was read.

    SQLite stores UTC without an offset, and returns computed datetimes as text.
    """
    if isinstance(moment, str):
        moment = parse_datetime(moment)
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
