"""What stands in the whole database, to be written there once more: faster than doing again what has filled it.

Rows come back as they were, with their keys. Triggers are asleep meanwhile: what they count is in the rows already.
Only the versions of the content are new, so nobody takes for right what was remembered before.
"""

import random
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F

from kasch_site.common.models import ContentVersion

LEFT_ALONE = {"django_migrations", "common_contentversion"}


def record() -> dict:
    """The rows of all tables as they are in this transaction, for `replay` on the same kind of database."""
    rows = _rows_on_postgresql if connection.vendor == "postgresql" else _rows_on_sqlite
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - LEFT_ALONE
        return {table: rows(cursor, connection.ops.quote_name(table)) for table in sorted(tables)}


@transaction.atomic
def replay(recorded: dict) -> None:
    """Write these rows instead of all that is in the database."""
    write = _write_on_postgresql if connection.vendor == "postgresql" else _write_on_sqlite
    with connection.cursor() as cursor, _triggers_asleep(cursor):
        for table in recorded:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table, rows in recorded.items():
            write(cursor, connection.ops.quote_name(table), rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
    ContentVersion.objects.update(number=F("number") + random.randrange(1, 2**30))


def _rows_on_postgresql(cursor, table):
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _write_on_postgresql(cursor, table, rows):
    if rows:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows)


def _rows_on_sqlite(cursor, table):
    # Columns that the database makes from others are not among these.
    columns = cursor.execute(f"PRAGMA table_info({table})").fetchall()
    names = [connection.ops.quote_name(column[1]) for column in columns]
    # With the plus sign a value comes as it is stored, and not as the date or time that its column declares.
    return cursor.execute(f"SELECT {', '.join(f'+{name}' for name in names)} FROM {table}").fetchall()


def _write_on_sqlite(cursor, table, rows):
    if rows:
        cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


@contextmanager
def _triggers_asleep(cursor):
    if connection.vendor == "postgresql":
        # Foreign keys are kept by triggers as well; what is written was sound when it was read.
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
