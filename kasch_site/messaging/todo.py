"""Tasks for the admin index: calls, letters and undeliverable mails."""

from django.urls import reverse
from django.utils.translation import ngettext

from kasch_site.common.sections import Todo

from .delivery import manual_delivery
from .models import Channel, Message


def todo(user) -> list[Todo]:
    """Return the tasks of this member of staff."""
    if not user.has_perm("messaging.change_message"):
        return []
    calls, letters = (
        manual_delivery.waiting_count(Channel.PHONE, user),
        manual_delivery.waiting_count(Channel.POST, user),
    )
    failed = Message.objects.readable_by(user).failed().count()
    counts = [
        (
            calls,
            ngettext("Ein Anruf wartet.", "%(count)d Anrufe warten.", calls),
            reverse("admin:messaging_calls"),
            True,
        ),
        (
            letters,
            ngettext("Ein Brief ist zu drucken.", "%(count)d Briefe sind zu drucken.", letters),
            reverse("admin:messaging_letters"),
            False,
        ),
        (
            failed,
            ngettext("Eine E-Mail kam nicht an.", "%(count)d E-Mails kamen nicht an.", failed),
            reverse("admin:messaging_message_changelist") + "?state__exact=failed",
            True,
        ),
    ]
    return [
        Todo(text % {"count": count}, url, urgent=urgent, count=count) for count, text, url, urgent in counts if count
    ]
