"""Retention of contributions and their consents."""

from datetime import datetime, timedelta

from django.db.models import Q

from kasch_site.common import clock
from newspaper.models import Contribution

# Until then a consent can be withdrawn by the link or the code, afterwards by asking the house.
PRINTED_CONTRIBUTION_RETENTION = timedelta(days=365)
DECLINED_CONTRIBUTION_RETENTION = timedelta(days=30)
WITHDRAWN_CONTRIBUTION_RETENTION = timedelta(days=7)
# Undecided contributions, and those that were accepted and never printed.
OPEN_CONTRIBUTION_RETENTION = timedelta(days=365)
_STATE = Contribution.State
_AFTER_END = {
    _STATE.DONE: PRINTED_CONTRIBUTION_RETENTION,
    _STATE.DECLINED: DECLINED_CONTRIBUTION_RETENTION,
    _STATE.WITHDRAWN: WITHDRAWN_CONTRIBUTION_RETENTION,
}


def expires_at(contribution: Contribution) -> datetime:
    """Return the end of the retention of a contribution."""
    if contribution.closed_at is None:
        return contribution.created_at + OPEN_CONTRIBUTION_RETENTION
    return contribution.closed_at + _AFTER_END[contribution.state]


def longest(contribution: Contribution) -> datetime:
    """Return the latest possible end of the retention of a contribution; links to it expire then."""
    return max(expires_at(contribution), clock.now() + OPEN_CONTRIBUTION_RETENTION + PRINTED_CONTRIBUTION_RETENTION)


def in_retention(now: datetime):
    """Return the contributions within their retention, whether or not the purge has run."""
    return Contribution.objects.exclude(_ended_before(now))


def past_retention(before: datetime):
    """Return the contributions whose retention ended before `before`."""
    return Contribution.objects.filter(_ended_before(before))


def _ended_before(moment):
    ended = Q(closed_at=None, created_at__lt=moment - OPEN_CONTRIBUTION_RETENTION)
    for state, retention in _AFTER_END.items():
        ended |= Q(state=state, closed_at__lt=moment - retention)
    return ended
