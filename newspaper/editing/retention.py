"""Retention of reported mistakes."""

from datetime import datetime, timedelta

from django.db.models import Q

from newspaper.models import TextReport

# After staff have settled it, in case the reader asks about it.
SETTLED_REPORT_RETENTION = timedelta(days=30)
OPEN_REPORT_RETENTION = timedelta(days=365)


def past_retention(before: datetime):
    """Return the reports whose retention ended before `before`."""
    return TextReport.objects.filter(
        Q(settled_at__lt=before - SETTLED_REPORT_RETENTION)
        | Q(settled_at=None, created_at__lt=before - OPEN_REPORT_RETENTION)
    )
