"""Answers to offered slots given on the phone; equivalent to the buttons on the person's own page."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counselling.booking import offers
from counselling.booking.errors import BookingRefused
from counselling.models import Offer
from kasch_site.common import clock
from kasch_site.common.sections import RenderedMessage, Reply, ReplyRefused, ReplyResult

from .messages import when_in_words

NONE = "none"


def with_answers(rendered: RenderedMessage | None, subject: str) -> RenderedMessage | None:
    """Add a button for each slot offered in the message, and one to decline all; return other messages unchanged."""
    found = _offered(subject) if rendered else []
    if not found:
        return rendered
    each = [Reply(str(offer.pk), _("Nimmt: %(when)s") % {"when": when_in_words(offer.slot)}) for offer in found]
    nothing = Reply(NONE, gettext_lazy("Möchte nichts davon"))
    return replace(rendered, answers=(*each, nothing), answer_by=min(offer.until for offer in found))


def answer(subject: str, key: str) -> ReplyResult:
    """Accept one of the offered slots, or decline all. Raise `ReplyRefused` if that is not possible."""
    if key == NONE:
        return _leave(subject)
    offer = _about(subject).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if offer is None:
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))
    try:
        row = offers.accept(offer)
    except BookingRefused as refused:
        raise ReplyRefused(str(refused)) from refused
    return ReplyResult(
        _("%(name)s kommt: %(when)s. Der Code: %(code)s")
        % {"name": row.name, "when": when_in_words(row.slot), "code": row},
        row,
    )


def _leave(subject):
    found = _about(subject)
    if found.filter(state=Offer.State.TAKEN).exists():
        # The offer was answered otherwise meanwhile; a late click must not cancel the booking.
        raise ReplyRefused(_("Dieses Angebot ist schon angenommen. Sehen Sie bei der Person nach."))
    for offer in found.open():
        offers.decline(offer)
    person = next((offer.booking or offer.waitlist_entry for offer in found), None)
    if person is None:
        raise ReplyRefused(_("Dieses Angebot gibt es nicht mehr."))
    return ReplyResult(_("%(name)s möchte keine dieser Zeiten. Sie sind wieder frei.") % {"name": person.name})


def _offered(subject):
    return list(_about(subject).open().filter(until__gt=clock.now()).order_by("slot__starts_at"))


def _about(subject):
    """Return the offers a message is about: one, or all of a booking."""
    kind, _colon, number = subject.partition(":")
    chosen = {"pk": number} if kind == "offer" else {kind: number}
    return Offer.objects.filter(**chosen).select_related("slot", "booking", "waitlist_entry")
