"""Retention of messages after they were delivered or cancelled."""

from datetime import datetime, timedelta

from .models import Message

MESSAGE_RETENTION = timedelta(days=30)


def purge(before: datetime) -> int:
    """Erase messages that were finished 30 days before that moment; return their number."""
    return Message.objects.filter(finished_at__lt=before - MESSAGE_RETENTION).delete()[0]
