"""Limits on how often something may be tried, for one visitor and for the whole house.

Counted in the database, so that every process sees the same, in hours that begin at the full hour; what is counted
is erased the next day. A visitor counts under a fingerprint (`client`), and the house's own network, where many
people share one address, under limits of its own, also while strangers have used up what everybody has together.
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
# A provider may put so many customers who come at once into one larger network (/48), and one alone has no more.
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Limit:
    """How often an hour: by one visitor, from the house's own network together, and by everybody together."""

    name: str
    visitor: int
    house: int
    everybody: int


FORMS = Limit("forms", visitor=20, house=300, everybody=3000)
GUESSES = Limit("guesses", visitor=10, house=40, everybody=600)
PASSWORDS = Limit("passwords", visitor=30, house=200, everybody=1000)


def allow(limit: Limit, client: str) -> bool:
    """Count one try of `client` (see `client.client_of`) and say whether it is within the limit.

    Not to be asked within a transaction of the caller: what is rolled back is not counted, and until it ends nobody
    else could count.
    """
    with transaction.atomic():
        # One after the other: a visitor who tries and tries uses up nothing of what everybody has together.
        return all(_count([_key(limit, who)])[0][1] <= most for who, most in _numbers(limit, client))


def count(limit: Limit, client: str) -> bool:
    """Count one try in the transaction of the caller, in one statement, and say whether it is within the limit.

    For what is done in the same stroke if it is. Whoever rolls back, because of this or for another reason, counts the
    try by itself afterwards, with `may`. Until the end of the transaction nobody else can count: it is to be short.
    """
    allowed = {_key(limit, who): most for who, most in _numbers(limit, client)}
    return all(number <= allowed[who] for who, number in _count(list(allowed)))


def may_with_contact(name: str, client: str, contacts: Iterable[str], most: int) -> bool:
    """Count what a visitor does today with ways to reach somebody, and say whether it is within `most` for each.

    What others did with them says nothing here: a refusal must not tell a stranger what somebody has. Counted in the
    transaction of the caller, as by `count`. Who cannot be told apart from others is not counted.
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
    """Under which words a try counts, and how often an hour; "everybody" last, for that number all wait."""
    if client == "house":
        return [("house", limit.house)]
    # Who cannot be told apart counts among everybody alone: better a few tries too many than all locked out.
    own, _slash, around = client.partition("/")
    asked = [(own, limit.visitor), (around, limit.visitor * NEIGHBOURS), ("everybody", limit.everybody)]
    return [(who, most) for who, most in asked if who]


def forget(before: datetime) -> int:
    """Erase what was counted more than a day ago."""
    return RateLimitCount.objects.filter(since__lt=before - KEPT).delete()[0]


# One statement that counts and tells: between asking and adding nobody else could count the same number.
_COUNT = """INSERT INTO common_ratelimitcount (fingerprint, since, count) VALUES {}
ON CONFLICT (fingerprint, since) DO UPDATE SET count = common_ratelimitcount.count + 1 RETURNING fingerprint, count"""


def _count(fingerprints, since=None):
    """The new number of each, in the present hour or since another moment."""
    since = since or clock.now().replace(minute=0, second=0, microsecond=0)
    hour = connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        rows = ", ".join(["(%s, %s, 1)"] * len(fingerprints))
        cursor.execute(_COUNT.format(rows), [value for each in fingerprints for value in (each, hour)])
        return cursor.fetchall()
