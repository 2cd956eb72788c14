"""Rate limits per visitor and for the whole site.

Counted in the database, so that all processes share them, in windows that begin at the full hour; counts are erased the
next day. A visitor is counted under a fingerprint (`client`). The house's own network, where many people share one
address, has limits of its own, also while others have used up the global limit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.common.models import RateLimitCount

from .client import daily_word

KEPT = timedelta(days=1)
# Customers of one provider that share a larger network (/48) may together make this many times the tries of one.
NEIGHBOURS = 8


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
    with transaction.atomic():
        # In this order, so that a visitor who is over the limit does not use up the global limit.
        return all(_count([_key(limit, who)])[0][1] <= most for who, most in _numbers(limit, client))


def count(limit: Limit, client: str) -> bool:
    """Count one try in the caller's transaction, in one statement, and return whether it is within the limit.

    For an action that is committed together with the count. A caller that rolls back, for whatever reason, must count
    the try afterwards with `allow`. Other counting waits until the transaction ends, so it has to be short.
    """
    allowed = {_key(limit, who): most for who, most in _numbers(limit, client)}
    return all(number <= allowed[who] for who, number in _count(list(allowed)))


def may_with_contact(name: str, client: str, contacts: Iterable[str], most: int) -> bool:
    """Count what a visitor does today with contact details, and return whether it is within `most` for each of them.

    Tries of other visitors with the same contact are ignored: a refusal must not reveal what somebody has. Counted in
    the caller's transaction, as by `count`. Visitors without a fingerprint are not counted.
    """
    own = client.partition("/")[0]
    keys = [fingerprint(f"{name}:{daily_word(f'{own} {each}'.encode())}") for each in sorted({*contacts} - {""})]
    if not own or not keys:
        return True
    midnight = clock.local(clock.today())
    return all(number <= most for _key_of_it, number in _count(keys, midnight))


def _key(limit, who):
    return fingerprint(f"{limit.name}:{who}")


def _numbers(limit, client):
    """Return the keys under which a try counts with their hourly limits; "everybody" last, because its row is
    contended.
    """
    if client == "house":
        return [("house", limit.house)]
    # Without a fingerprint only the global limit applies: a few tries too many are better than locking out everybody.
    own, _slash, around = client.partition("/")
    asked = [(own, limit.visitor), (around, limit.visitor * NEIGHBOURS), ("everybody", limit.everybody)]
    return [(who, most) for who, most in asked if who]


def forget(before: datetime) -> int:
    """Erase counts older than a day."""
    return RateLimitCount.objects.filter(since__lt=before - KEPT).delete()[0]


# One statement that increments and returns: no other process can get the same number.
_COUNT = """INSERT INTO common_ratelimitcount (fingerprint, since, count) VALUES {}
ON CONFLICT (fingerprint, since) DO UPDATE SET count = common_ratelimitcount.count + 1 RETURNING fingerprint, count"""


def _count(fingerprints, since=None):
    """Return the new count of each, in the current hour or since `since`."""
    since = since or clock.now().replace(minute=0, second=0, microsecond=0)
    hour = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        rows = ", ".join(["(%s, %s, 1)"] * len(fingerprints))
        cursor.execute(_COUNT.format(rows), [value for each in fingerprints for value in (each, hour)])
        return cursor.fetchall()
