"""Roles that staff give to their own account: allowed, because a small house has one lead, but seen by all leads."""

from datetime import datetime, timedelta

from kasch_site.common import clock

from .models import OwnRoleChange, User

SHOWN_FOR = timedelta(days=30)


def roles_of(account: User) -> set[str]:
    """Return the names of the roles of an account."""
    return set(account.groups.values_list("name", flat=True))


def record(account: User, before: set[str]) -> None:
    """Record the roles that an account has gained over `before` by itself; do nothing if there are none."""
    gained = roles_of(account) - before
    if gained:
        OwnRoleChange.objects.create(account=account, roles=", ".join(sorted(gained))[:200])


def recent():
    """Return the changes that leads are shown, latest first."""
    since = clock.now() - SHOWN_FOR
    return OwnRoleChange.objects.filter(at__gt=since).select_related("account").order_by("-at", "-pk")


def purge(before: datetime) -> int:
    """Erase changes that are no longer shown; return their number."""
    return OwnRoleChange.objects.filter(at__lte=before - SHOWN_FOR).delete()[0]
