"""Preview of the notifications that an action would send: run the action in a transaction and roll it back."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Registration
from kasch_site.common.caching.versions import clear_all
from kasch_site.common.sections import PendingNotification
from kasch_site.messaging.models import Channel, Message

from .messages import KINDS
from .notifications import SECTION


def notifications_caused_by(occurrence, action: Callable[[], object]) -> list[PendingNotification]:
    """Return the notifications that `action` would create for a date: "Frau Weber: E-Mail „Abmeldung bestätigt“"."""
    with transaction.atomic():
        before = set(_open(occurrence).values_list("pk", flat=True))
        action()
        names = {str(pk): name for pk, name in Registration.objects.for_date(occurrence).values_list("pk", "name")}
        new_messages = [
            _line(message, names) for message in _open(occurrence).exclude(pk__in=before).order_by("idempotency_key")
        ]
        transaction.set_rollback(True)
    clear_all()
    return new_messages


def _open(occurrence):
    registrations = Registration.objects.for_date(occurrence).values_list("pk", flat=True)
    return Message.objects.open().filter(section=SECTION, subject__in=[str(pk) for pk in registrations])


def _line(message, names):
    text = _("%(name)s: Anruf „%(what)s“") if message.channel == Channel.PHONE else _("%(name)s: E-Mail „%(what)s“")
    sentence = text % {"name": names[message.subject], "what": KINDS[message.kind]}
    return PendingNotification(SECTION, message.subject, sentence)
