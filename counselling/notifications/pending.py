"""Pending notifications about cancellations by the house, described for staff, and suppressing them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from counselling.models import Booking
from kasch_site.common.sections import PendingNotification
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Message

from .messages import SECTION, when_in_words

# Notifications triggered by staff; all others respond to an action of the person.
_KINDS = ("instead", "cancelled")
CLOSED = "closed"
_TEXTS = {
    ("instead", Channel.MAIL): _("%(when)s: abgesagt, zwei andere Zeiten, per E-Mail"),
    ("instead", Channel.PHONE): _("%(when)s: abgesagt, zwei andere Zeiten, per Anruf"),
    ("cancelled", Channel.MAIL): _("%(when)s: abgesagt, per E-Mail"),
    ("cancelled", Channel.PHONE): _("%(when)s: abgesagt, per Anruf"),
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
    return [*lines, *_closed()]


def _closed() -> list[PendingNotification]:
    """Return one line for each waitlist entry that the house is closing; reads no names."""
    texts = {Channel.MAIL: _("Wer wartet, erfährt es per E-Mail"), Channel.PHONE: _("Wer wartet, wird angerufen")}
    pending = Message.objects.filter(section=SECTION, kind=CLOSED).open().order_by("pk")
    return [PendingNotification(SECTION, f"{CLOSED}/{row.subject}", texts[row.channel], str(row.pk)) for row in pending]


def suppress(keys: Iterable[str]) -> None:
    """Suppress these notifications; staff notify the persons themselves."""
    for key in keys:
        kind, _slash, subject = key.partition("/")
        messages.cancel(SECTION, subject, [kind])


def _line(booking, message) -> PendingNotification:
    text = _TEXTS[message.kind, message.channel] % {"when": when_in_words(booking.slot)}
    return PendingNotification(SECTION, f"{message.kind}/{message.subject}", text, str(message.pk))
