"""What is left of erased records outside of their tables: sessions, the admin's log, and the file itself."""

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection

from kasch_site.common.sections import sections

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
    gone += drop_log_of_the_gone()
    write_back()
    return gone


def drop_log_of_the_gone() -> int:
    """Erase what the admin noted about records of persons that are erased themselves: it names them."""
    gone = 0
    for label in (label for each in sections() for label in each.personal):
        model = apps.get_model(label)
        noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=False))
        left = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        stale = [entry.pk for entry in noted.only("object_id") if entry.object_id not in left]
        gone += LogEntry.objects.filter(pk__in=stale).delete()[0]
    return gone


def write_back() -> None:
    """Bring the write-ahead log of SQLite back into the file and cut it to nothing; elsewhere there is none."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
