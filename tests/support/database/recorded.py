"""Save all rows of the database and restore them later, which is faster than creating them again.

Rows are restored with their primary keys. Triggers are disabled meanwhile: their counts are in the rows already.
Only the content versions are new, so that earlier cached values are invalid.
"""

import random
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F

from kasch_site.common.models import ContentVersion
from kasch_site.common.search import full_text

EXCLUDED_TABLES = {"django_migrations", "common_contentversion"}
# SQLite keeps the contents of the virtual table of the search in tables of these names; its rows need their numbers.
VIRTUAL_TABLE = full_text.TOKENS
_INSIDE_VIRTUAL_TABLE = {f"{VIRTUAL_TABLE}_{part}" for part in ("data", "idx", "content", "docsize", "config")}
EXCLUDED_TABLES |= _INSIDE_VIRTUAL_TABLE


def record() -> dict:
    """Return the rows of all tables in this transaction, for `replay` on the same kind of database."""
    rows = _rows_on_postgresql if connection.vendor == "postgresql" else _rows_on_sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - EXCLUDED_TABLES
        return {table: rows(cursor, connection.ops.quote_name(table)) for table in sorted(tables)}


def changed_rows() -> int:
    """Return a number that rises with each row that is inserted, changed or deleted in this transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_all_tables")
            return cursor.fetchone()[0] or 0
    return connection.connection.total_changes


@transaction.atomic
def replay(recorded: dict) -> None:
    """Replace the contents of the database with these rows."""
    write = _write_on_postgresql if connection.vendor == "postgresql" else _write_on_sqlite
    with connection.cursor() as cursor, _triggers_disabled(cursor):
        _empty(cursor, [connection.ops.quote_name(table) for table in recorded])
        for table, rows in recorded.items():
            write(cursor, connection.ops.quote_name(table), rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
    ContentVersion.objects.update(number=F("number") + random.randrange(1, 2**30))


def _empty(cursor, tables):
    if connection.vendor == "postgresql":
        # New files for the tables: DELETE would leave rows behind that every later test has to skip. Checks of foreign
        # keys that wait for the end of the transaction would prevent it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        return
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")


def _rows_on_postgresql(cursor, table):
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _write_on_postgresql(cursor, table, rows):
    if rows:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows)


def _rows_on_sqlite(cursor, table):
    if table.strip('"') == VIRTUAL_TABLE:
        return cursor.execute(f"SELECT rowid, tokens FROM {table}").fetchall()
    # Generated columns are not included.
    columns = cursor.execute(f"PRAGMA table_info({table})").fetchall()
    names = [connection.ops.quote_name(column[1]) for column in columns]
    # The plus sign returns the stored value instead of the date or time declared by the column.
    return cursor.execute(f"SELECT {', '.join(f'+{name}' for name in names)} FROM {table}").fetchall()


def _write_on_sqlite(cursor, table, rows):
    if rows and table.strip('"') == VIRTUAL_TABLE:
        cursor.executemany(f"INSERT INTO {table} (rowid, tokens) VALUES (%s, %s)", rows)
    elif rows:
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


@contextmanager
def _triggers_disabled(cursor):
    if connection.vendor == "postgresql":
        # Foreign keys are enforced by triggers too; the rows were consistent when they were read.
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
        return
    triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _statement in triggers:
        cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
    yield
    for _name, statement in triggers:
        cursor.execute(statement)
