"""Tasks for the admin index: unsent editions, and mailboxes that do not exist."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.sections import Todo
from kasch_site.messaging.models import Subscription

from .catalogue import may_send
from .sending import due


def todo(user) -> list[Todo]:
    """Return the tasks of this member of staff."""
    todos = []
    if user.has_perm("messaging.add_dispatch"):
        todos += [
            _not_sent(newsletter, edition, waiting)
            for newsletter, edition, waiting in due(clock.now())
            if may_send(user, newsletter)
        ]
    refused = (
        Subscription.objects.confirmed().refused().count() if user.has_perm("messaging.change_subscription") else 0
    )
    if refused:
        text = ngettext(
            "Eine bestellte E-Mail kommt nicht an: Das Postfach gibt es nicht.",
            "%(count)d bestellte E-Mails kommen nicht an: Die Postfächer gibt es nicht.",
            refused,
        ) % {"count": refused}
        url = reverse("admin:messaging_subscription_changelist") + "?stand=unzustellbar"
        todos.append(Todo(text, url, count=refused))
    return todos


def _not_sent(newsletter, edition, waiting):
    people = ngettext("Ein Mensch wartet.", "%(count)d Menschen warten.", waiting) % {"count": waiting}
    text = _("%(issue)s ist noch nicht verschickt: %(people)s") % {"issue": edition.name, "people": people}
    return Todo(text, reverse("admin:newsletters_send", args=[newsletter.key, edition.key]), urgent=True, count=waiting)
