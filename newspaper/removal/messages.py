"""Messages about removal requests, rendered from the state at the time of sending.

Subjects name nobody and not the request: a third party learns only that the newspaper has sent a message.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.sections import RenderedMessage
from kasch_site.messaging.visitor_messages import write_about
from newspaper.models import RemovalRequest

from .notifications import MANAGE

KINDS = {
    "removal_received": gettext_lazy("Bitte um Ausblenden eingegangen"),
    "removal_done": gettext_lazy("Ausgeblendet"),
    "removal_declined": gettext_lazy("Bitte um Ausblenden abgelehnt"),
}
_PREFIX = "removal_"


def render_message(kind: str, number: str) -> RenderedMessage | None:
    """Return the message of this kind about the request with this number; None if it no longer applies."""
    row = RemovalRequest.objects.filter(pk=number, state=kind.removeprefix(_PREFIX)).first()
    if row is None:
        return None
    return write_about(
        row,
        MANAGE,
        f"newspaper/{kind}",
        {"row": row},
        subject=_subject(row),
        call=_call(row),
        desk_url=reverse("admin:newspaper_removalrequest_change", args=[row.pk]),
    )


def _subject(row):
    return _("Ihre Bitte an die Zeitung ist da") if row.is_open else _("Ihre Bitte an die Zeitung: unsere Antwort")


def _call(row):
    if row.state == RemovalRequest.State.DONE:
        return _("Was in der Zeitung nicht mehr stehen soll, ist ausgeblendet. %(answer)s") % {"answer": row.answer}
    if row.state == RemovalRequest.State.DECLINED:
        return _("Wir können das in der Zeitung leider nicht ausblenden. %(answer)s") % {"answer": row.answer}
    return ""
