"""Newsletter mails: confirmation request, "already subscribed", unsubscribe link, and the editions."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.sections import EditionText, Newsletter, RenderedMessage
from kasch_site.messaging.models import Delivery, Subscriber
from kasch_site.visitors import access_tokens

from . import subscriptions as subscribing
from .catalogue import mailing_of, mailings, names

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058, 3.2
_written: dict[tuple, tuple] = {}


def letter_to_reader(kind: str, subject: str) -> RenderedMessage | None:
    """Render a mail about subscriptions; return None if its reason no longer exists."""
    reader = Subscriber.objects.filter(pk=subscribing.number_of(subject)).first()
    write = {subscribing.CONFIRM: _confirm, subscribing.KNOWN: _known, subscribing.LEAVE: _way_out}.get(kind)
    return write(reader) if reader and write and mailings() else None


def letter_with_issue(subject: str) -> RenderedMessage | None:
    """Render an edition for one subscriber; return None without a subscription, edition or consent."""
    copy = Delivery.objects.filter(pk=subject).to_be_sent().first()
    mailing = mailing_of(copy["dispatch__mailing"]) if copy else None
    written = text_of(mailing, copy["dispatch__issue"]) if mailing else None
    if written is None:
        return None
    way_out = leave_url(copy["subscription_id"])
    headers = (("List-Unsubscribe", f"<{way_out}>"), ("List-Unsubscribe-Post", ONE_CLICK))
    return mailing.letter(
        "newsletters/issue",
        {"text": written.text, "mailing": mailing, "leave_url": way_out},
        to=copy["subscription__reader__email"],
        subject=written.subject,
        attachments=written.attachments,
        headers=headers,
    )


def text_of(mailing: Newsletter, issue: str) -> EditionText | None:
    """Return the content of an edition, cached for all subscribers until a visible record changes."""
    moment = (versions.stamp(), int(clock.now().timestamp() // 60))
    held = _written.get(mailing.key)
    if held is None or held[:2] != (issue, moment):
        held = _written[mailing.key] = (issue, moment, mailing.write(issue))
    return held[2]


def leave_url(subscription_pk) -> str:
    """Return the unsubscribe URL of a subscription, the same in every edition."""
    word = access_tokens.lasting_word(subscribing.ROOM, subscribing.LEAVE, subscription_pk)
    return _absolute("newsletters:leave", word)


def let_leave(subscriptions) -> None:
    """Store the tokens of the unsubscribe links that are about to be sent."""
    until = clock.now() + subscribing.LEAVE_WITHIN
    access_tokens.keep_lasting(subscribing.ROOM, subscribing.LEAVE, [each.pk for each in subscriptions], until)


def _confirm(reader):
    wanted = [mailing for each in reader.to_confirm() if (mailing := mailing_of(each.mailing))]
    if not wanted:
        return None
    until = clock.now() + subscribing.CONFIRM_WITHIN
    word = access_tokens.issue(subscribing.ROOM, subscribing.CONFIRM, subscribing.subject_of(reader), until)
    context = {"wanted": wanted, "url": _absolute("newsletters:confirm", word), "days": subscribing.CONFIRM_WITHIN.days}
    subject = _("Bitte bestätigen Sie Ihre Bestellung")
    return wanted[0].letter("newsletters/confirm", context, to=reader.email, subject=subject)


def _known(reader):
    return _with_ways_out(reader, "newsletters/known", _("Ihre Bestellung"))


def _way_out(reader):
    return _with_ways_out(reader, "newsletters/leave", _("Ihr Link zum Abbestellen"))


def _with_ways_out(reader, template, subject):
    subscriptions = list(reader.subscriptions.all())
    if not subscriptions:
        return None
    let_leave(subscriptions)
    called = names()
    context = {
        "ways_out": [
            {"name": called.get(each.mailing, each.mailing), "url": leave_url(each.pk)} for each in subscriptions
        ]
    }
    return mailings()[0].letter(template, context, to=reader.email, subject=subject)


def _absolute(route, *words):
    return urljoin(settings.SITE_URL or "http://localhost", reverse(route, args=words))
