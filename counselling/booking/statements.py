"""Fixed SQL for the hot paths: booking, and the start page after a change of content.

Having Django compile these statements for each booking costs several times as much as running them. Less frequent
queries use the querysets.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from counselling.models import Booking, Slot, Topic
from counselling.models.bookings import digits_of
from kasch_site.common.raw_sql import aware, uuid_for_database

# Locks the slot until the end of the transaction; on SQLite the transaction does that.
FOR_UPDATE = {"sqlite": "", "postgresql": " FOR UPDATE OF s"}

# The columns of each model in the order of its fields, as `from_db` expects.
_TOPIC = "SELECT id, status, publish_at, slug, confirms_email FROM counselling_topic WHERE slug = %s"
_TOPIC_HAS = ("id", "status", "publish_at", "slug", "confirms_email")

_KEPT = """SELECT s.id, s.starts_at, s.ends_at, s.state, s.until, s.holder
FROM counselling_slot s JOIN counselling_schedulerule_topics h ON h.schedulerule_id = s.rule_id
WHERE s.holder <> '' AND s.holder = %s AND s.state = 'held' AND s.until > %s AND h.topic_id = %s"""
_KEPT_HAS = ("id", "starts_at", "ends_at", "state", "until", "holder")

# For each schedule rule, scans only the slots up to the first free one.
_FIRST_FREE = """SELECT h.topic_id, MIN((SELECT s.starts_at FROM counselling_slot s
WHERE s.rule_id = h.schedulerule_id AND s.starts_at >= CASE h.topic_id {} END
AND NOT s.is_urgent AND (s.state = 'free' OR s.state = 'held' AND s.until <= %s) ORDER BY s.starts_at LIMIT 1))
FROM counselling_schedulerule_topics h GROUP BY h.topic_id"""
_OPENS = " WHEN %s THEN %s"

_BECOME = "UPDATE counselling_slot SET state = %s, until = %s, holder = %s WHERE id = %s"

_WRITTEN = [field.column for field in Booking._meta.concrete_fields if not field.primary_key]
_INSERT = "INSERT INTO counselling_booking ({}) VALUES ({}) RETURNING id".format(  # noqa: S608 - names of columns
    ", ".join(_WRITTEN), ", ".join(["%s"] * len(_WRITTEN))
)


def topic_at(slug: str) -> Topic | None:
    """Return the topic with this slug, with the fields a booking needs; does not check whether it is published."""
    row = _one(_TOPIC, [slug])
    if row is None:
        return None
    topic = Topic.from_db(connection.alias, _TOPIC_HAS, row)
    topic.publish_at = aware(topic.publish_at)
    return topic


def kept(fingerprint: str, topic: Topic, now: datetime) -> Slot | None:
    """Return the slot held under this token fingerprint for this topic, locked."""
    row = _one(_KEPT + FOR_UPDATE[connection.vendor], [fingerprint, _stored(now), topic.pk])
    if row is None:
        return None
    slot = Slot.from_db(connection.alias, _KEPT_HAS, row)
    slot.starts_at, slot.ends_at, slot.until = map(aware, (slot.starts_at, slot.ends_at, slot.until))
    return slot


def first_free(opens_at: dict[int, datetime], now: datetime) -> dict[int, datetime]:
    """Return the start of the next slot that is free for everybody, by topic primary key.

    `opens_at` gives the earliest start for each topic. Topics without a free slot are omitted.
    """
    opens = [value for pk, moment in opens_at.items() for value in (pk, _stored(moment))]
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_FREE.format(_OPENS * len(opens_at)), [*opens, _stored(now)])
        return {pk: aware(first) for pk, first in cursor.fetchall() if first}


def become(slot: Slot) -> None:
    """Save the state of a locked slot."""
    with connection.cursor() as cursor:
        cursor.execute(_BECOME, [_stored(slot.state), _stored(slot.until), slot.holder, slot.pk])


def insert(row: Booking) -> None:
    """Insert a new booking. Raise IntegrityError if its form has been stored already, or its slot is taken."""
    row.phone_digits = digits_of(row.phone)
    row.pk = _one(_INSERT, [_stored(getattr(row, name)) for name in _WRITTEN])[0]
    row._state.adding, row._state.db = False, connection.alias


def _one(words, given):
    with connection.cursor() as cursor:
        cursor.execute(words, given)
        return cursor.fetchone()


def _stored(value):
    """Return a value as the database stores it: members of choices as plain text."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID):
        return uuid_for_database(value)
    return str(value) if isinstance(value, str) else value
