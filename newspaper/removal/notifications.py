"""Notify persons about their removal requests; the texts are in `messages`."""

from kasch_site.messaging.visitor_messages import VisitorMessages
from kasch_site.visitors.access_tokens import MailedLink, subject_name
from newspaper.models import RemovalRequest

from . import retention

SECTION = "newspaper"
NAME = "removal"  # of a request in subjects: "removal:12"
_SEEN = frozenset({"removal_received"})

MANAGE = MailedLink(SECTION, "removal", "newspaper:my_removal", retention.expires_at, NAME)


def subject_of(row: RemovalRequest) -> str:
    """Return the subject that identifies a request in messages and links: "removal:12"."""
    return subject_name(row.pk, NAME)


visitors = VisitorMessages(SECTION, no_call_kinds=_SEEN, requested_kinds=_SEEN, subject_of=subject_of)
