"""PRAGMAs of SQLite; on other databases the functions do nothing."""

from django.db import connection

# Durable commits that others can read beside, deleted content overwritten with zeros, 16 MB of cache.
ON_CONNECT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16000;"


def truncate_log() -> None:
    """Write the write-ahead log back to the database file and empty it; do nothing inside a transaction."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
