"""Erase what no section owns: sessions, the admin's log, keys of saved forms, and free pages of the database file."""

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session

from kasch_site.common import sqlite
from kasch_site.common.admin.optimistic_locking import submissions
from kasch_site.common.admin.unsaved import uploads
from kasch_site.common.history import retention as history
from kasch_site.common.sections import PersonalDataProvider, providers

# Long enough to find out who made a change, without monitoring staff.
LOG_IS_KEPT = timedelta(days=180)


def sweep(before: datetime) -> int:
    """Erase expired sessions, old entries of the admin's log, keys of saved forms, files of unsaved ones, the
    bin and old history.

    Then release free space of the database.

    On SQLite deleted rows are overwritten with zeros (`secure_delete`), but older versions of a page remain in the
    write-ahead log until it is checkpointed and truncated. On PostgreSQL deleted rows disappear with the next vacuum,
    and a dump never contains them.
    """
    count = Session.objects.filter(expire_date__lt=before).delete()[0]
    count += LogEntry.objects.filter(action_time__lt=before - LOG_IS_KEPT).delete()[0]
    count += drop_log_of_the_gone() + submissions.purge(before) + uploads.purge(before) + history.purge(before)
    sqlite.truncate_log()
    return count


def drop_log_of_the_gone() -> int:
    """Erase entries of the admin's log about deleted records with personal data, because they contain names."""
    count = 0
    for label in (label for each in providers(PersonalDataProvider) for label in each.personal_models):
        model = apps.get_model(label)
        noted = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model, for_concrete_model=False))
        remaining = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        stale = [entry.pk for entry in noted.only("object_id") if entry.object_id not in remaining]
        count += LogEntry.objects.filter(pk__in=stale).delete()[0]
    return count
