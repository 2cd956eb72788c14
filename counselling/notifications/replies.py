"""Replies to offered slots given on the phone; equivalent to the buttons on the person's own page."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counselling.booking.offers import acceptance
from counselling.booking.refusals.errors import BookingRefused
from counselling.models import Offer
from kasch_site.common import clock
from kasch_site.common.sections import RenderedMessage, Reply, ReplyRefused, ReplyResult
from kasch_site.common.text.whole_numbers import parse_whole_number

from .messages import when_in_words

DECLINE_ALL = "none"


def with_replies(rendered: RenderedMessage | None, subject: str) -> RenderedMessage | None:
    """Add a reply for each slot offered in the message, and one to decline all; return other messages unchanged."""
    offered = _open_offers(subject) if rendered else []
    if not offered:
        return rendered
    replies = [Reply(str(offer.pk), _("Nimmt: %(when)s") % {"when": when_in_words(offer.slot)}) for offer in offered]
    decline_all = Reply(DECLINE_ALL, gettext_lazy("Möchte nichts davon"))
    return replace(rendered, replies=(*replies, decline_all), reply_by=min(offer.until for offer in offered))


def apply_reply(subject: str, key: str) -> ReplyResult:
    """Accept one of the offered slots, or decline all. Raise `ReplyRefused` if that is not possible."""
    if key == DECLINE_ALL:
        return _decline_all(subject)
    offer = _offers_about(subject).filter(pk=parse_whole_number(key)).first()
    if offer is None:
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))
    try:
        row = acceptance.accept(offer)
    except BookingRefused as refused:
        raise ReplyRefused(str(refused)) from refused
    return ReplyResult(
        _("%(name)s kommt: %(when)s. Der Code: %(code)s")
        % {"name": row.name, "when": when_in_words(row.slot), "code": row},
        row,
    )


def _decline_all(subject):
    offered = _offers_about(subject)
    if offered.filter(state=Offer.State.ACCEPTED).exists():
        # The offer was answered otherwise meanwhile; a late click must not cancel the booking.
        raise ReplyRefused(_("Dieses Angebot ist schon angenommen. Sehen Sie bei der Person nach."))
    for offer in offered.open():
        acceptance.decline(offer)
    person = next((offer.booking or offer.waitlist_entry for offer in offered), None)
    if person is None:
        raise ReplyRefused(_("Dieses Angebot gibt es nicht mehr."))
    return ReplyResult(_("%(name)s möchte keine dieser Zeiten. Sie sind wieder frei.") % {"name": person.name})


def _open_offers(subject):
    return list(_offers_about(subject).open().filter(until__gt=clock.now()).order_by("slot__starts_at"))


def _offers_about(subject):
    """Return the offers a message is about: one, or all of a booking."""
    kind, _colon, number = subject.partition(":")
    condition = {"pk": number} if kind == "offer" else {kind: number}
    return Offer.objects.filter(**condition).select_related("slot", "booking", "waitlist_entry")
