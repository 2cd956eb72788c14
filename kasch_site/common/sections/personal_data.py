"""Data about persons: how long it is kept, and what a person may ask for (GDPR, articles 5, 15, 17)."""

from __future__ import annotations

from datetime import datetime


class RetentionProvider:
    """Erases something after a while."""

    def purge(self, before: datetime) -> int:
        """Erase data whose retention period ended before that moment; return the number of records."""
        raise NotImplementedError


class PersonalDataProvider(RetentionProvider):
    """Stores data about persons."""

    personal_models: tuple[str, ...]  # "events.Registration": the admin's log of a record is deleted with it

    def export(self, contact: str) -> list[dict]:
        """Return the data held about a person, found by mail address or phone number."""
        raise NotImplementedError

    def log_export(self, user, contact: str) -> None:
        """Record in the access log that a member of staff has seen the `export` of a person."""

    def erase_person(self, contact: str) -> int:
        """Erase the data held about a person, found as in `export`; return the number of records."""
        raise NotImplementedError

    def retention_reasons(self, contact: str) -> list[str]:
        """Return what `erase_person` has to keep for now, as sentences with the reason; usually nothing."""
        return []
