"""What is left of erased records outside of their tables: sessions, the admin's log, and the file itself."""

from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection

# Long enough to find out who changed the plan; not a diary of the staff.
LOG_IS_KEPT = timedelta(days=180)


def sweep(before: datetime) -> int:
    """Erase sessions that have ended and old lines of the admin's log, then empty what the database has put aside.

    On SQLite erased rows are overwritten with zeros (`secure_delete`), but older states of a page still lie in the
    write-ahead log until it is written back and cut off. On PostgreSQL erased rows vanish with the next vacuum, and a
    dump never holds them.
    """
    gone = Session.objects.filter(expire_date__lt=before).delete()[0]
    gone += LogEntry.objects.filter(action_time__lt=before - LOG_IS_KEPT).delete()[0]
    write_back()
    return gone


def write_back() -> None:
    """Bring the write-ahead log of SQLite back into the file and cut it to nothing; elsewhere there is none."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
