"""The messages of the newspaper, by what they are about."""

from kasch_site.common.sections import RenderedMessage
from newspaper.contributions import messages as contributions
from newspaper.contributions import notifications

KINDS = {**contributions.KINDS}


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Return the message of this kind about a subject such as "contribution:12"; None if it no longer applies."""
    name, _colon, number = subject.partition(":")
    if name == notifications.NAME:
        return contributions.render_message(kind, number)
    return None
