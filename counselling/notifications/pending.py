"""Pending notifications about cancellations by the house, described for staff, and suppressing them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from counselling.models import Booking
from kasch_site.common.sections import PendingNotification
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message

from .links import SECTION
from .messages import when_in_words

# Notifications triggered by staff; all others respond to an action of the person.
_KINDS = ("instead", "cancelled")
CLOSED, WITHDRAWN = "closed", "withdrawn"
_TEXTS = {
    ("instead", Channel.MAIL): _("%(when)s: abgesagt, zwei andere Zeiten, per E-Mail"),
    ("instead", Channel.PHONE): _("%(when)s: abgesagt, zwei andere Zeiten, per Anruf"),
    ("cancelled", Channel.MAIL): _("%(when)s: abgesagt, per E-Mail"),
    ("cancelled", Channel.PHONE): _("%(when)s: abgesagt, per Anruf"),
}
_TEXTS_WITHOUT_TIME = {
    (CLOSED, Channel.MAIL): _("Wer wartet, erfährt es per E-Mail"),
    (CLOSED, Channel.PHONE): _("Wer wartet, wird angerufen"),
    (WITHDRAWN, Channel.MAIL): _("Eine angebotene Zeit fällt aus: Die Person bekommt eine E-Mail"),
    (WITHDRAWN, Channel.PHONE): _("Eine angebotene Zeit fällt aus: Die Person wird angerufen"),
}


def pending_notifications() -> list[PendingNotification]:
    """Return one line for each booking that the house is cancelling, described by its slot alone; reads no names."""
    pending = Message.objects.filter(section=SECTION, kind__in=_KINDS).open()
    messages_by_subject = {row.subject: row for row in pending}
    booking_pks = [int(subject.partition(":")[2]) for subject in messages_by_subject if subject.startswith("booking:")]
    cancelled = Booking.objects.filter(pk__in=booking_pks, cancelled_by=Booking.By.HOUSE).select_related("slot")
    lines = [
        _line(row, messages_by_subject[f"booking:{row.pk}"]) for row in cancelled.order_by("slot__starts_at", "pk")
    ]
    return [*lines, *_without_times()]


def _without_times() -> list[PendingNotification]:
    """Return one line for each person whose waitlist entry or offer the house is ending; reads no names."""
    pending = Message.objects.filter(section=SECTION, kind__in=(CLOSED, WITHDRAWN)).open().order_by("kind", "pk")
    return [
        PendingNotification(
            SECTION, f"{row.kind}/{row.subject}", _TEXTS_WITHOUT_TIME[row.kind, row.channel], str(row.pk)
        )
        for row in pending
    ]


def suppress(keys: Iterable[str]) -> None:
    """Suppress these notifications; staff notify the persons themselves."""
    for key in keys:
        kind, _slash, subject = key.partition("/")
        messages.cancel(SECTION, subject, [kind])


def _line(booking, message) -> PendingNotification:
    text = _TEXTS[message.kind, message.channel] % {"when": when_in_words(booking.slot)}
    return PendingNotification(SECTION, f"{message.kind}/{message.subject}", text, str(message.pk))
