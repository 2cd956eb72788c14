"""Rate limits per visitor and for the whole site.

Counted in the database, so that all processes share them, in windows that begin at the full hour; counts are erased the
next day. A visitor is counted under a fingerprint (`client`). The house's own network, where many people share one
address, has limits of its own, also while others have used up the global limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.common.models import RateLimitCount

from .client import daily_key

RETENTION = timedelta(days=1)
# Customers of one provider that share a larger network (/48) may together make this many times the tries of one.
NETWORK_FACTOR = 8


@dataclass(frozen=True, slots=True)
class Limit:
    """Tries per hour: by one visitor, from the house's own network together, and by everybody together."""

    name: str
    visitor: int
    house: int
    everybody: int


FORMS = Limit("forms", visitor=20, house=300, everybody=3000)
GUESSES = Limit("guesses", visitor=10, house=40, everybody=600)
PASSWORDS = Limit("passwords", visitor=30, house=200, everybody=1000)


def allow(limit: Limit, client: str) -> bool:
    """Count one try of `client` (see `client.client_of`) and return whether it is within the limit.

    Must not be called inside a transaction: a rollback would undo the count, and until the end of the transaction all
    other counting would wait.
    """
    # A visitor who is over the limit does not use up the global limit.
    return _count(_limits_by_fingerprint(limit, client), stops_at_excess=True)


def allow_today(name: str, client: str, contacts: Iterable[str], maximum: int) -> bool:
    """Count what a visitor does today, and return whether it is within `maximum`.

    From the network of the house, where many share a connection, it is counted for each contact (canonical forms).
    Visitors without a fingerprint are not counted. Counted in the caller's transaction, so it has to be short.
    """
    keys = _keys_of_today(name, client, contacts, maximum)
    return not keys or _count(keys, clock.local(clock.today()))


def undo_count(name: str, client: str, contacts: Iterable[str]) -> None:
    """Undo one count of `allow_today`, for an action that turned out not to count.

    So an action is counted before it is processed: one that fails or is interrupted remains counted.
    """
    keys = _keys_of_today(name, client, contacts, 0)
    counts = RateLimitCount.objects.filter(since=clock.local(clock.today()), fingerprint__in=keys, count__gt=0)
    counts.update(count=F("count") - 1)


def _keys_of_today(name, client, contacts, maximum) -> dict[str, int]:
    """Return the fingerprints under which something counts for a day, with their limits."""
    own, _slash, around = client.partition("/")
    if client == "house":
        counted = {f"house {contact}": maximum for contact in sorted({*contacts} - {""})}
    else:
        counted = {key: most for key, most in [(own, maximum), (around, maximum * NETWORK_FACTOR)] if key}
    return {fingerprint(f"{name}:{daily_key(key.encode())}"): most for key, most in counted.items()}


def lock(name: str, client: str) -> None:
    """Lock a row for this visitor until the end of the caller's transaction."""
    _count({fingerprint(f"{name}:{daily_key(client.encode())}"): 0}, clock.local(clock.today()))


def count_contact(name: str, contact: str) -> None:
    """Count something that has gone to a contact, given in its canonical form."""
    for key, since in _contact_windows(name, contact):
        _count({key: 0}, since)


def counted_for_contact(name: str, contact: str) -> tuple[int, int]:
    """Return how often `count_contact` has counted for the contact in this hour and today."""
    windows = _contact_windows(name, contact)
    rows = RateLimitCount.objects.filter(fingerprint__in=[key for key, _since in windows])
    counts = {(key, since): count for key, since, count in rows.values_list("fingerprint", "since", "count")}
    hour, day = (counts.get(window, 0) for window in windows)
    return hour, day


def _contact_windows(name, contact):
    key = daily_key(contact.encode())
    hour = (fingerprint(f"{name} in an hour:{key}"), _this_hour())
    return hour, (fingerprint(f"{name} in a day:{key}"), clock.local(clock.today()))


def _this_hour():
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _limits_by_fingerprint(limit, client):
    """Return the fingerprints under which a try counts, with their hourly limits; that of everybody is the last."""
    if client == "house":
        return {fingerprint(f"{limit.name}:house"): limit.house}
    # Without a fingerprint only the global limit applies: a few tries too many are better than locking out everybody.
    visitor_key, _slash, network_key = client.partition("/")
    counted_clients = [
        (visitor_key, limit.visitor),
        (network_key, limit.visitor * NETWORK_FACTOR),
        ("everybody", limit.everybody),
    ]
    return {fingerprint(f"{limit.name}:{client_key}"): maximum for client_key, maximum in counted_clients if client_key}


def purge(before: datetime) -> int:
    """Erase counts older than a day."""
    return RateLimitCount.objects.filter(since__lt=before - RETENTION).delete()[0]


@transaction.atomic(savepoint=False)
def _count(limits: dict[str, int], since: datetime | None = None, *, stops_at_excess: bool = False) -> bool:
    """Count one try of each fingerprint and return whether all numbers are within their limits.

    Counted in the current hour or since `since`. With `stops_at_excess`, those after the first excess are not counted.
    """
    since = since or _this_hour()
    new = [RateLimitCount(fingerprint=key, since=since) for key in limits]
    RateLimitCount.objects.bulk_create(new, ignore_conflicts=True)
    rows = RateLimitCount.objects.filter(since=since)
    # Locked in the same order by everybody, so that concurrent tries do not deadlock.
    locked = rows.filter(fingerprint__in=limits).select_for_update().order_by("pk")
    before = dict(locked.values_list("fingerprint", "count"))
    exceeded = [key for key, maximum in limits.items() if before[key] >= maximum]
    counted = list(limits)
    if exceeded and stops_at_excess:
        counted = counted[: counted.index(exceeded[0]) + 1]
    rows.filter(fingerprint__in=counted).update(count=F("count") + 1)
    return not exceeded
