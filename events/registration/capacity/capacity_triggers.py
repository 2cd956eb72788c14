"""Database triggers that count the held places and the waitlist of each date.

The triggers run on every write to the registration table. The check constraint `never_over_capacity` on the sum
therefore holds even if application code skips forms or locks.
"""

from django.db import connection, transaction

from kasch_site.common import sqlite

_PREFIX = "hold_places_"
_TABLE = "events_registration"
_ADD = """UPDATE events_occurrencecapacity SET
held = held + CASE WHEN NEW.state IN ('booked', 'offered') THEN NEW.people ELSE 0 END,
waiting = waiting + CASE WHEN NEW.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = NEW.capacity_id AND NEW.state IN ('booked', 'offered', 'waiting')"""
_TAKE = """UPDATE events_occurrencecapacity SET
held = held - CASE WHEN OLD.state IN ('booked', 'offered') THEN OLD.people ELSE 0 END,
waiting = waiting - CASE WHEN OLD.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = OLD.capacity_id AND OLD.state IN ('booked', 'offered', 'waiting')"""
# Use a single UPDATE: accepting an offer must not free a place temporarily.
_SHIFT = """UPDATE events_occurrencecapacity SET
held = held - CASE WHEN OLD.state IN ('booked', 'offered') THEN OLD.people ELSE 0 END
            + CASE WHEN NEW.state IN ('booked', 'offered') THEN NEW.people ELSE 0 END,
waiting = waiting - CASE WHEN OLD.state = 'waiting' THEN 1 ELSE 0 END
                  + CASE WHEN NEW.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = NEW.capacity_id AND OLD.capacity_id = NEW.capacity_id
AND (OLD.people <> NEW.people OR OLD.state <> NEW.state)"""
_MOVED = " AND OLD.capacity_id <> NEW.capacity_id"
_WORK = {"insert": [_ADD], "update": [_SHIFT, _TAKE + _MOVED, _ADD + _MOVED], "delete": [_TAKE]}


def drop_triggers(plan=(), **_):
    """Drop the triggers if a migration is about to run; see `sqlite.drop_triggers`."""
    if plan:
        sqlite.drop_triggers(_PREFIX)


@transaction.atomic
def install_triggers(**_):
    """Create the triggers in one transaction; called after each migration."""
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for action, statements in _WORK.items():
            for statement in _INSTALL[connection.vendor](action, "; ".join(statements) + ";"):
                cursor.execute(statement)


def _for_sqlite(action, work):
    name = f"{_PREFIX}{action}"
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {action.upper()} ON {_TABLE} BEGIN {work} END",
    ]


def _for_postgresql(action, work):
    name = f"{_PREFIX}{action}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {work} RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {_TABLE}",
        f"CREATE TRIGGER {name} AFTER {action.upper()} ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


_INSTALL = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
