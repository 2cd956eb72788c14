"""Subject access and erasure of removal requests."""

from datetime import datetime

from django.utils.translation import gettext as _

from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data
from kasch_site.visitors.access_tokens import subject_name
from newspaper.models import RemovalRequest

from . import retention
from .notifications import NAME, SECTION


def purge(before: datetime) -> int:
    """Erase requests whose retention ended before `before`; return their number."""
    return records.erase(retention.past_retention(before))


def _data(row) -> dict:
    return visitor_data(
        row, {_("Zeitung"): _("Bitte um Ausblenden")}, ("hidden_name", "details", "answer", "closed_at")
    )


def _subjects(keys):
    return [subject_name(key, NAME) for key in keys]


records = VisitorRecords(SECTION, RemovalRequest, _data, subjects_of=_subjects)
