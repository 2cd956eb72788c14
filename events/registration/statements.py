"""Hand-written SQL for the statements that run while a registration holds the lock of its date.

Building these queries with the ORM costs several times as much as executing them. Less frequent queries use querysets.
"""

from typing import NamedTuple
from uuid import UUID

from django.db import connection

from events.models import Event, Occurrence, OccurrenceCapacity, Registration, RegistrationSettings
from kasch_site.common.raw_sql import aware, uuid_for_database, uuid_of

# Lock the row until the end of the transaction; on SQLite the transaction itself locks the database.
FOR_UPDATE = {"sqlite": "", "postgresql": " FOR UPDATE OF s"}

# Columns of each model in the order of its fields, as `from_db` expects.
_CAPACITY = ("occurrence_id", "places", "held", "waiting")
_DATE = ("id", "event_id", "starts_at", "ends_at", "status", "uid", "sequence")
_EVENT = ("id", "status", "publish_at")
_TERMS = ("id", "event_id", "places", "largest_party", "rule", "closes_hours_before")


def _columns(alias, names):
    return ", ".join(f"{alias}.{name}" for name in names)


_FIND = f"""SELECT {_columns("s", _CAPACITY)}, {_columns("o", _DATE)}, {_columns("e", _EVENT)}, {_columns("t", _TERMS)}
FROM events_occurrencecapacity s JOIN events_occurrence o ON o.id = s.occurrence_id
JOIN events_event e ON e.id = o.event_id LEFT JOIN events_registrationsettings t ON t.event_id = e.id"""  # noqa: S608 - put together of the names above
_BY_DATE = f"{_FIND} WHERE s.occurrence_id = %s"
_BY_ADDRESS = f"{_FIND} WHERE e.slug = %s AND o.key = %s"

_CLAIMS = """SELECT u.id, u.idempotency_key, u.name, u.capacity_id, o.ends_at
FROM events_registration u JOIN events_occurrence o ON o.id = u.capacity_id
WHERE u.idempotency_key = %s OR (u.contact_key = %s AND u.state IN ('booked', 'offered', 'waiting'))"""

_INSERT = """INSERT INTO events_registration
(capacity_id, name, email, phone, contact_key, people, state, code, idempotency_key, created_at, offered_until)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL) RETURNING id"""


class Claim(NamedTuple):
    """An existing registration that may conflict: form key, name, date and end of the date."""

    pk: int
    idempotency_key: UUID
    name: str
    capacity_id: int
    ends_at: object


def capacity_of(occurrence_pk) -> OccurrenceCapacity | None:
    """Return the locked capacity of a date with its event and settings; None if it does not exist."""
    return _locked_capacity(_BY_DATE, [occurrence_pk])


def capacity_at(slug: str, key: str) -> OccurrenceCapacity | None:
    """Return the locked capacity of the date at this URL. Does not check the visibility of its event."""
    return _locked_capacity(_BY_ADDRESS, [slug, key])


def claims(idempotency_key: UUID, contact_key: str) -> list[Claim]:
    """Return the registration with this idempotency key and all active registrations of the contact, for any date."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, [uuid_for_database(idempotency_key), contact_key])
        return [Claim(pk, uuid_of(sent), name, date, aware(end)) for pk, sent, name, date, end in cursor.fetchall()]


def insert(registration: Registration) -> None:
    """Insert a registration. Raises IntegrityError if its form is stored already or there are not enough places."""
    row = registration
    moment = connection.ops.adapt_datetimefield_value(row.created_at)
    who = [row.capacity_id, row.name, row.email, row.phone, row.contact_key, row.people]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*who, str(row.state), row.code, uuid_for_database(row.idempotency_key), moment])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def _locked_capacity(words, given):
    with connection.cursor() as cursor:
        cursor.execute(words + FOR_UPDATE[connection.vendor], given)
        row = cursor.fetchone()
    return None if row is None else _with_all(row)


def _with_all(row):
    """Build the related records from a row of `_FIND`."""
    values = iter(row)
    capacity = _record(OccurrenceCapacity, _CAPACITY, values)
    date, event, registration_settings = (
        _record(*each, values) for each in ((Occurrence, _DATE), (Event, _EVENT), (RegistrationSettings, _TERMS))
    )
    date.uid = uuid_of(date.uid)
    date.starts_at, date.ends_at, event.publish_at = map(aware, (date.starts_at, date.ends_at, event.publish_at))
    capacity.occurrence, date.event = date, event
    # Also cache None: without settings no further query is necessary.
    Event.registration_settings.related.set_cached_value(
        event, registration_settings if registration_settings.pk else None
    )
    return capacity


def _record(model, names, values):
    return model.from_db(connection.alias, names, [next(values) for _name in names])
