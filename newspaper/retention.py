"""How long the newspaper keeps what is no issue: uploaded files without a yes."""

from datetime import datetime

from newspaper.intake import uploads


def purge(before: datetime) -> int:
    """Delete what has been kept long enough before that moment; return the number of records."""
    return uploads.purge(before)
