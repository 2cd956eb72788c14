"""Recent edits of a member of staff, for the admin index."""

from django import template
from django.contrib.admin.models import DELETION, LogEntry

register = template.Library()

# The number of log entries searched for distinct records: one record may have been saved many times.
_MAX_LOG_ENTRIES = 60


@register.simple_tag
def recent_entries(user, limit: int = 6) -> list[LogEntry]:
    """Return the latest log entry of each record, newest first; `is_deleted` is set if the record was deleted since."""
    latest = {}
    for entry in (
        LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time")[:_MAX_LOG_ENTRIES]
    ):
        latest.setdefault((entry.content_type_id, entry.object_id), entry)
    entries = list(latest.values())[:limit]
    deletions = LogEntry.objects.filter(action_flag=DELETION, object_id__in=[entry.object_id for entry in entries])
    deleted = {
        (kind, key): when for kind, key, when in deletions.values_list("content_type_id", "object_id", "action_time")
    }
    for entry in entries:
        deleted_at = deleted.get((entry.content_type_id, entry.object_id))
        entry.is_deleted = bool(deleted_at and deleted_at >= entry.action_time) or not entry.get_admin_url()
    return entries
