"""Erase old jobs, and what no section owns: sessions, the log of the admin, keys of saved forms, old history.

On SQLite the write-ahead log is truncated too.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from kasch_site.common import sqlite
from kasch_site.common.admin.optimistic_locking import submissions
from kasch_site.common.forms import kept_files
from kasch_site.common.history import retention as history
from kasch_site.common.sections import PersonalDataProvider, providers

from .models import Job

JOB_RETENTION = timedelta(days=14)
FAILED_JOB_RETENTION = timedelta(days=60)
# Long enough to find out who made a change, without monitoring staff.
ADMIN_LOG_RETENTION = timedelta(days=180)


def purge_jobs(before: datetime) -> int:
    """Erase old jobs with their errors; return their number."""
    old = Job.objects.successful().filter(finished_at__lt=before - JOB_RETENTION)
    failed = Job.objects.failed().filter(finished_at__lt=before - FAILED_JOB_RETENTION)
    return old.delete()[0] + failed.delete()[0]


def purge_shared(before: datetime) -> int:
    """Erase expired sessions, old entries of the admin's log, keys of saved forms, files of unsaved ones, what has been
    in the bin too long, and old history; return the number of rows. Then truncate the write-ahead log of SQLite.

    On SQLite deleted rows are overwritten with zeros (`secure_delete`), but older versions of a page remain in the
    write-ahead log until it is checkpointed and truncated. On PostgreSQL deleted rows disappear with the next vacuum,
    and a dump never contains them.
    """
    count = Session.objects.filter(expire_date__lt=before).delete()[0]
    count += LogEntry.objects.filter(action_time__lt=before - ADMIN_LOG_RETENTION).delete()[0]
    count += (
        purge_log_of_deleted_records() + submissions.purge(before) + kept_files.purge(before) + history.purge(before)
    )
    sqlite.truncate_log()
    return count


def purge_log_of_deleted_records() -> int:
    """Erase entries of the admin's log about deleted records with personal data, because they contain names."""
    count = 0
    for label in (label for provider in providers(PersonalDataProvider) for label in provider.personal_models):
        model = apps.get_model(label)
        noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=False))
        remaining = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        stale = [entry.pk for entry in noted.only("object_id") if entry.object_id not in remaining]
        count += LogEntry.objects.filter(pk__in=stale).delete()[0]
    return count
