"""The deadline until which a registration can be changed or cancelled."""

from datetime import datetime

from events.models import Occurrence


def cancellation_deadline(occurrence: Occurrence) -> datetime:
    """Return until when a registration for the date can be changed or cancelled: until the date is over."""
    return occurrence.ends_at
