"""Messages about contributions, rendered from the state at the time of sending.

Subjects and URLs do not reveal the contribution: a third party learns only that the newspaper has sent a message.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.sections import RenderedMessage
from kasch_site.messaging.visitor_messages import write_about
from newspaper.models import Contribution

from .notifications import MANAGE

KINDS = {
    "received": gettext_lazy("Beitrag eingegangen"),
    "accepted": gettext_lazy("Beitrag angenommen"),
    "done": gettext_lazy("Beitrag gedruckt"),
    "declined": gettext_lazy("Beitrag abgelehnt"),
    "withdrawn": gettext_lazy("Beitrag zurückgezogen"),
}


def render_message(kind: str, number: str) -> RenderedMessage | None:
    """Return the message of this kind about the contribution with this number; None if it no longer applies."""
    row = Contribution.objects.filter(pk=number, state=kind).first()
    if row is None:
        return None
    return write_about(
        row,
        MANAGE,
        f"newspaper/{kind}",
        {"contribution": row},
        subject=_subject(kind),
        call=_call(kind, row),
        desk_url=reverse("admin:newspaper_contribution_change", args=[row.pk]),
    )


def _subject(kind):
    return {
        "received": _("Ihre Post an die Zeitung ist da"),
        "accepted": _("Ihre Post an die Zeitung: Wir nehmen sie gern"),
        "done": _("Ihre Post an die Zeitung: erledigt"),
        "declined": _("Ihre Post an die Zeitung: unsere Antwort"),
        "withdrawn": _("Ihre Post an die Zeitung ist zurückgezogen"),
    }[kind]


def _call(kind, row):
    texts = {
        "accepted": _("Der Beitrag kommt in die Ausgabe %(issue)s der Zeitung. Danke!"),
        "done": _("Der Beitrag steht in der Ausgabe %(issue)s der Zeitung. Danke!"),
        "declined": _("Wir können den Beitrag leider nicht drucken. %(reason)s"),
    }
    if row.is_old_issue:
        texts |= {
            "accepted": _("Die alte Ausgabe der Zeitung nehmen wir sehr gern. Wie kommt sie zu uns?"),
            "done": _("Die alte Ausgabe der Zeitung ist bei uns angekommen. Danke!"),
            "declined": _("Die alte Ausgabe der Zeitung brauchen wir doch nicht. %(reason)s"),
        }
    return texts[kind] % {"issue": row.issue_name, "reason": row.reason} if kind in texts else ""
