"""Retention and subject access of what the newspaper stores besides its issues."""

from datetime import datetime

from newspaper.contributions import records
from newspaper.intake import uploads
from newspaper.removal import records as removal


def purge(before: datetime) -> int:
    """Delete what has been kept long enough at that moment; return the number of records."""
    return uploads.purge(before) + records.purge(before) + removal.purge(before)


def export(contact: str) -> list[dict]:
    """Return all data of the newspaper about a mail address or phone number."""
    return [*records.records.export(contact), *removal.records.export(contact)]


def erase_person(contact: str) -> int:
    """Erase all data of the newspaper about a person; return the number of rows."""
    return records.records.erase_person(contact) + removal.records.erase_person(contact)
