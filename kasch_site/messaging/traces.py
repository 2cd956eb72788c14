"""References to a person's record in other tables."""

from collections.abc import Iterable

from kasch_site.visitors import access_tokens

from . import messages


def erase_traces(section: str, subjects: Iterable) -> None:
    """Erase the links to these records and the messages about them. Call it in the transaction that erases the rows."""
    for subject in subjects:
        access_tokens.revoke(section, subject)
        messages.erase(section, subject)
