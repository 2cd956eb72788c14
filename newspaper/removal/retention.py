"""Retention of removal requests."""

from datetime import datetime, timedelta

from django.db.models import Q

from kasch_site.common import clock
from newspaper.models import RemovalRequest

# After the answer, so that the person can still look it up and ask again.
ANSWERED_REQUEST_RETENTION = timedelta(days=90)
# No answer may take that long; the law allows a month.
OPEN_REQUEST_RETENTION = timedelta(days=365)


def expires_at(row: RemovalRequest) -> datetime:
    """Return the latest possible end of the retention of a request; links to it expire then."""
    return max(row.closed_at or row.created_at, clock.now()) + OPEN_REQUEST_RETENTION + ANSWERED_REQUEST_RETENTION


def in_retention(now: datetime):
    """Return the requests within their retention, whether or not the purge has run."""
    return RemovalRequest.objects.exclude(_ended_before(now))


def past_retention(before: datetime):
    """Return the requests whose retention ended before `before`."""
    return RemovalRequest.objects.filter(_ended_before(before))


def _ended_before(moment):
    is_old = Q(closed_at=None, created_at__lt=moment - OPEN_REQUEST_RETENTION)
    return is_old | Q(closed_at__isnull=False, closed_at__lt=moment - ANSWERED_REQUEST_RETENTION)
