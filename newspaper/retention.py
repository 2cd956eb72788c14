"""Retention and subject access of the personal data of the newspaper."""

from datetime import datetime

from newspaper.contributions import records
from newspaper.editing import reports
from newspaper.intake import uploads
from newspaper.removal import records as removal

_PARTS = (records.records, removal.records, reports)


def purge(before: datetime) -> int:
    """Delete data whose retention ended before `before`; return the number of records."""
    return sum(each.purge(before) for each in (uploads, records, removal, reports))


def export(contact: str) -> list[dict]:
    """Return all data of the newspaper about a mail address or phone number."""
    return [each for part in _PARTS for each in part.export(contact)]


def erase_person(contact: str) -> int:
    """Erase all data of the newspaper about a person; return the number of rows."""
    return sum(part.erase_person(contact) for part in _PARTS)
