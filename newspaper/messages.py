"""Dispatch the messages of the newspaper by the kind of record that they are about."""

from kasch_site.common.sections import RenderedMessage
from newspaper.contributions import messages as contributions
from newspaper.contributions import notifications
from newspaper.removal import messages as removal
from newspaper.removal import notifications as removal_notifications

KINDS = {**contributions.KINDS, **removal.KINDS}


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Return the message of this kind about a subject such as "contribution:12"; None if it no longer applies."""
    name, _colon, number = subject.partition(":")
    if name == notifications.NAME:
        return contributions.render_message(kind, number)
    if name == removal_notifications.NAME:
        return removal.render_message(kind, number)
    return None
