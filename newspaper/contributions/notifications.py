"""Notify persons about their contributions; the texts are in `messages`."""

from kasch_site.messaging.visitor_messages import VisitorMessages
from kasch_site.visitors.access_tokens import MailedLink, subject_name
from newspaper.models import Contribution

from . import retention

SECTION = "newspaper"
NAME = "contribution"  # of a contribution in subjects: "contribution:12"
_SEEN = frozenset({"received", "withdrawn"})

MANAGE = MailedLink(SECTION, "contribution", "newspaper:my_contribution", retention.longest, NAME)


def subject_of(contribution: Contribution) -> str:
    """Return the subject that identifies a contribution in messages and links: "contribution:12"."""
    return subject_name(contribution.pk, NAME)


visitors = VisitorMessages(SECTION, no_call_kinds=_SEEN, requested_kinds=_SEEN, subject_of=subject_of)
