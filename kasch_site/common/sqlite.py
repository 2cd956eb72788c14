"""PRAGMAs and triggers of SQLite; on other databases the functions do nothing."""

from contextlib import contextmanager

from django.db import connection

# Durable commits that others can read beside, deleted content overwritten with zeros, 16 MB of cache.
ON_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"


def drop_triggers(prefix: str) -> None:
    """Drop the triggers whose names begin like this; do nothing on other databases.

    To change a table SQLite makes a new one and renames it, and refuses to while a trigger names the old one. So they
    are dropped before a migration, and installed again after it.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in [name for (name,) in cursor.fetchall() if name.startswith(prefix)]:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")


def truncate_log() -> None:
    """Write the write-ahead log back to the database file and empty it; do nothing inside a transaction."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def commit_without_sync():
    """Commit without waiting for the disk until the end of the block; do nothing inside a transaction.

    Each commit syncs, which takes longer than sending a mail. Without the sync, committed data is in the memory of the
    operating system and survives the end of the process, but not a power failure. The next synced commit makes all
    earlier ones durable (sqlite.org/pragma.html#pragma_synchronous, WAL). PostgreSQL keeps syncing, because there the
    server process itself could be killed.
    """
    is_changed = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_changed:
        _synchronous("NORMAL")
    try:
        yield
    finally:
        if is_changed:
            _synchronous("FULL")


def _synchronous(when):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={when}")
