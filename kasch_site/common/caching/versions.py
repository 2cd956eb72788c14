"""Version stamps: detect in one small query whether any visible record has changed.

Each section has one number in `ContentVersion`. Database triggers increase it on every insert, update and delete in a
table that the section watches, in the same transaction, for forms, bulk updates, commands and raw SQL alike. Pages and
PDFs rendered under a stamp are valid as long as the stamp is the same, so no cache needs explicit invalidation. For a
model that changes often and of which pages show little, a section names the relevant columns (`watched_columns`).

The increment is random: a rolled-back transaction also rolls back its number, and if the next change got the same one,
values cached in between would be taken for valid.

Triggers are recreated after each migration, because SQLite drops them when Django rebuilds a table.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.apps import apps
from django.db import connection, transaction

from kasch_site.common import sqlite
from kasch_site.common.models import ContentVersion
from kasch_site.common.sections import sections

Stamp = tuple[tuple[str, int], ...]
_NUMBERS = ContentVersion.objects.order_by("section").values_list("section", "number")

_pinned: ContextVar[Stamp | None] = ContextVar("content_stamp", default=None)


def stamp() -> Stamp:
    """Return the number of each section, ordered by name; it changes whenever a watched record does."""
    pinned = _pinned.get()
    return read_stamp() if pinned is None else pinned


def read_stamp() -> Stamp:
    """Read the stamp from the database in one query, ignoring a pinned one."""
    return tuple(_NUMBERS.all())


@contextmanager
def pinned(value: Stamp):
    """Reuse one stamp for the duration of a read request."""
    token = _pinned.set(value)
    try:
        yield
    finally:
        _pinned.reset(token)


def per_version(*watched_sections: str):
    """Cache the result of a function without arguments until a watched record of these sections changes.

    The result is shared by all requests of the process: it must not be modified nor depend on the clock.
    """

    def decorate(function):
        cache: dict[str, tuple] = {}
        _caches.append(cache)

        @wraps(function)
        def wrapper():
            current = tuple(pair for pair in stamp() if pair[0] in watched_sections)
            cached = cache.get(connection.alias)
            if cached is None or cached[0] != current:
                cached = cache[connection.alias] = (current, function())
            return cached[1]

        return wrapper

    return decorate


_caches: list[dict] = []


def clear_all():
    """Clear the cache of `per_version`; for tests, whose rollbacks reset the stamp."""
    for cache in _caches:
        cache.clear()


def drop_triggers(plan=(), **_):
    """Drop the triggers if a migration is about to run; see `sqlite.drop_triggers`."""
    if plan:
        sqlite.drop_triggers("version_")


@transaction.atomic
def install_triggers(**_):
    """Create the triggers of all watched tables in one transaction; called after each migration."""
    if ContentVersion._meta.db_table not in connection.introspection.table_names():
        return
    for section in sections():
        ContentVersion.objects.get_or_create(section=section.key)
        columns = {apps.get_model(label)._meta.db_table: names for label, names in section.watched_columns.items()}
        for table in watched_tables(section):
            _install_trigger(table, section.key, columns.get(table, ()))


def watched_tables(watcher) -> list[str]:
    """Return the tables of the models a section watches, including those of their many-to-many fields."""
    tables = []
    existing = set(connection.introspection.table_names())
    for label in watcher.watches:
        model = apps.get_model(label)
        tables.append(model._meta.db_table)
        tables += [
            field.remote_field.through._meta.db_table
            for field in model._meta.local_many_to_many
            if field.remote_field.through._meta.auto_created
        ]
    return [table for table in tables if table in existing]


# Up to 2^30 per change: 64 bits last for more than eight thousand million changes.
_RANDOM = {"sqlite": "abs(random() % 1073741824)", "postgresql": "floor(random() * 1073741824)::bigint"}
_INCREMENT = "UPDATE common_contentversion SET number = number + 1 + {random} WHERE section = '{section}'"


def _install_trigger(table, section, columns=()):
    increment = _INCREMENT.format(section=section, random=_RANDOM[connection.vendor])
    with connection.cursor() as cursor:
        for statement in _INSTALL[connection.vendor](table, section, increment, columns):
            cursor.execute(statement)


def _for_sqlite(table, section, increment, columns):
    for action in ("INSERT", "UPDATE", "DELETE"):
        name = f"version_{table}_{action.lower()}"
        when = _differs(columns, "IS NOT") if action == "UPDATE" else ""
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {action} ON {table} {when} BEGIN {increment}; END"


def _for_postgresql(table, section, increment, columns):
    function, name = f"version_{section}", f"version_{table}"
    actions = "INSERT OR DELETE" if columns else "INSERT OR UPDATE OR DELETE"
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {increment}; RETURN NULL; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} AFTER {actions} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    yield f"DROP TRIGGER IF EXISTS {name}_columns ON {table}"
    if columns:
        # PostgreSQL compares the columns of each row; without a difference the function is not called.
        yield (
            f"CREATE TRIGGER {name}_columns AFTER UPDATE ON {table} "
            f"FOR EACH ROW {_differs(columns, 'IS DISTINCT FROM')} EXECUTE FUNCTION {function}()"
        )


def _differs(columns, differs_from):
    """Return the condition of an UPDATE trigger: one of the columns has changed; without columns always true."""
    return f"WHEN ({' OR '.join(f'OLD.{name} {differs_from} NEW.{name}' for name in columns)})" if columns else ""


_INSTALL = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
