"""Recent edits of a member of staff, for the admin index."""

from django import template
from django.contrib.admin.models import DELETION, LogEntry

register = template.Library()

# The number of log entries searched for distinct records: one record may have been saved many times.
_STEPS = 60


@register.simple_tag
def recent_entries(user, limit: int = 6) -> list[LogEntry]:
    """Return the latest log entry of each record, newest first; `is_gone` is set if the record was deleted since."""
    latest = {}
    for entry in LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time")[:_STEPS]:
        latest.setdefault((entry.content_type_id, entry.object_id), entry)
    found = list(latest.values())[:limit]
    deletions = LogEntry.objects.filter(action_flag=DELETION, object_id__in=[entry.object_id for entry in found])
    gone = {
        (kind, key): when for kind, key, when in deletions.values_list("content_type_id", "object_id", "action_time")
    }
    for entry in found:
        deleted_at = gone.get((entry.content_type_id, entry.object_id))
        entry.is_gone = bool(deleted_at and deleted_at >= entry.action_time) or not entry.get_admin_url()
    return found
