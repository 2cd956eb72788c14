"""Knowing, for one small query, whether anything visible has changed.

Each room has one number in `ContentVersion`. Triggers in the database raise it on every insert, update and delete in a
table that the room watches, in the same transaction: a form, a bulk update, a command and SQL by hand alike. Pages and
PDFs that were made under a stamp are right as long as the stamp is the same, so no cache can be stale and nobody has
to remember to empty one. Of a model that changes often and of which pages show little, a room names the columns that
count (`watched_columns`).

By how much a number rises is left to chance: a transaction that is rolled back takes its number with it, and the next
change must not get the same one, or what was read and remembered in between would be taken for right.

Triggers are made anew after each migration, because SQLite drops them when Django rebuilds a table.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.apps import apps
from django.db import connection, transaction

from kasch_site.common.models import ContentVersion
from kasch_site.common.sections import sections

Stamp = tuple[tuple[str, int], ...]

_pinned: ContextVar[Stamp | None] = ContextVar("content_stamp", default=None)


def stamp() -> Stamp:
    """Each room with its number, in the order of their names; higher whenever a watched record has changed."""
    pinned = _pinned.get()
    return read_stamp() if pinned is None else pinned


def read_stamp() -> Stamp:
    """Read the stamp from the database in one query, whatever is pinned."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT room, number FROM common_contentversion ORDER BY room")
        return tuple(cursor.fetchall())


@contextmanager
def pinned(value: Stamp):
    """Let one reading request ask for the stamp only once."""
    token = _pinned.set(value)
    try:
        yield
    finally:
        _pinned.reset(token)


def per_version(*watched_rooms: str):
    """Remember the result of a function without arguments until a watched record of these rooms changes.

    What it returns is shared by all requests of the process: it must not be modified and not depend on the clock.
    """

    def decorate(function):
        memory: dict[str, tuple] = {}
        _memories.append(memory)

        @wraps(function)
        def remembered():
            current = tuple(pair for pair in stamp() if pair[0] in watched_rooms)
            held = memory.get(connection.alias)
            if held is None or held[0] != current:
                held = memory[connection.alias] = (current, function())
            return held[1]

        return remembered

    return decorate


_memories: list[dict] = []


def forget_everything():
    """Drop what `per_version` remembers; for tests, whose transactions roll the stamp back."""
    for memory in _memories:
        memory.clear()


@transaction.atomic
def install_triggers(**_):
    """Make the triggers of every watched table, in one stroke; called after each migration."""
    if ContentVersion._meta.db_table not in connection.introspection.table_names():
        return
    for each in sections():
        ContentVersion.objects.get_or_create(room=each.key)
        columns = {apps.get_model(label)._meta.db_table: names for label, names in each.watched_columns.items()}
        for table in watched_tables(each):
            _install_trigger(table, each.key, columns.get(table, ()))


def watched_tables(app_room) -> list[str]:
    """Tables of the models a room watches, with those of their many-to-many fields."""
    tables = []
    existing = set(connection.introspection.table_names())
    for label in app_room.watches:
        model = apps.get_model(label)
        tables.append(model._meta.db_table)
        tables += [
            field.remote_field.through._meta.db_table
            for field in model._meta.local_many_to_many
            if field.remote_field.through._meta.auto_created
        ]
    return [table for table in tables if table in existing]


# Up to 2^30 a change: 64 bits last for more than eight thousand million changes.
_CHANCE = {"sqlite": "abs(random() % 1073741824)", "postgresql": "floor(random() * 1073741824)::bigint"}
_RAISE = "UPDATE common_contentversion SET number = number + 1 + {chance} WHERE room = '{room}'"


def _install_trigger(table, room, columns=()):
    raise_number = _RAISE.format(room=room, chance=_CHANCE[connection.vendor])
    with connection.cursor() as cursor:
        for statement in _INSTALL[connection.vendor](table, room, raise_number, columns):
            cursor.execute(statement)


def _for_sqlite(table, room, raise_number, columns):
    for action in ("INSERT", "UPDATE", "DELETE"):
        name = f"version_{table}_{action.lower()}"
        when = _differs(columns, "IS NOT") if action == "UPDATE" else ""
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {action} ON {table} {when} BEGIN {raise_number}; END"


def _for_postgresql(table, room, raise_number, columns):
    function, name = f"version_{room}", f"version_{table}"
    actions = "INSERT OR DELETE" if columns else "INSERT OR UPDATE OR DELETE"
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {raise_number}; RETURN NULL; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} AFTER {actions} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    yield f"DROP TRIGGER IF EXISTS {name}_columns ON {table}"
    if columns:
        # Which columns differ is known of each row; where none does, the function is not even called.
        yield (
            f"CREATE TRIGGER {name}_columns AFTER UPDATE ON {table} "
            f"FOR EACH ROW {_differs(columns, 'IS DISTINCT FROM')} EXECUTE FUNCTION {function}()"
        )


def _differs(columns, differs_from):
    """The condition of a trigger on UPDATE: one of the columns has changed; none named, every update counts."""
    return f"WHEN ({' OR '.join(f'OLD.{name} {differs_from} NEW.{name}' for name in columns)})" if columns else ""


_INSTALL = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
