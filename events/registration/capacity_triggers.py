"""How many places of a date are held, and how many wait for some, counted by the database itself.

A trigger adds and takes away with every sign-up that is written, by whatever way. So the constraint on the sum
(`never_over_capacity`) holds past every form, every lock and every line of this project.
"""

from django.db import connection, transaction

_TABLE = "events_registration"
_ADD = """UPDATE events_occurrencecapacity SET
held = held + CASE WHEN NEW.state IN ('booked', 'offered') THEN NEW.people ELSE 0 END,
waiting = waiting + CASE WHEN NEW.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = NEW.seating_id AND NEW.state IN ('booked', 'offered', 'waiting')"""
_TAKE = """UPDATE events_occurrencecapacity SET
held = held - CASE WHEN OLD.state IN ('booked', 'offered') THEN OLD.people ELSE 0 END,
waiting = waiting - CASE WHEN OLD.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = OLD.seating_id AND OLD.state IN ('booked', 'offered', 'waiting')"""
# In one stroke: a date that is full stays full while an offer is accepted, and is not free for the blink of an eye.
_SHIFT = """UPDATE events_occurrencecapacity SET
held = held - CASE WHEN OLD.state IN ('booked', 'offered') THEN OLD.people ELSE 0 END
            + CASE WHEN NEW.state IN ('booked', 'offered') THEN NEW.people ELSE 0 END,
waiting = waiting - CASE WHEN OLD.state = 'waiting' THEN 1 ELSE 0 END
                  + CASE WHEN NEW.state = 'waiting' THEN 1 ELSE 0 END
WHERE occurrence_id = NEW.seating_id AND OLD.seating_id = NEW.seating_id
AND (OLD.people <> NEW.people OR OLD.state <> NEW.state)"""
_MOVED = " AND OLD.seating_id <> NEW.seating_id"
_WORK = {"insert": [_ADD], "update": [_SHIFT, _TAKE + _MOVED, _ADD + _MOVED], "delete": [_TAKE]}


@transaction.atomic
def install_triggers(**_):
    """Make the triggers, in one stroke; called after each migration."""
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for action, statements in _WORK.items():
            for statement in _INSTALL[connection.vendor](action, "; ".join(statements) + ";"):
                cursor.execute(statement)


def _for_sqlite(action, work):
    name = f"hold_places_{action}"
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} AFTER {action.upper()} ON {_TABLE} BEGIN {work} END",
    ]


def _for_postgresql(action, work):
    name = f"hold_places_{action}"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {work} RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {_TABLE}",
        f"CREATE TRIGGER {name} AFTER {action.upper()} ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


_INSTALL = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
