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
from .catalogue import newsletter_names, newsletter_of, newsletters

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058, 3.2
_rendered_editions: dict[tuple, tuple] = {}


def message_to_subscriber(kind: str, subject: str) -> RenderedMessage | None:
    """Render a mail about subscriptions; return None if its reason no longer exists."""
    subscriber = Subscriber.objects.filter(pk=subscribing.subscriber_id(subject)).first()
    write = {
        subscribing.CONFIRM: _confirm,
        subscribing.ALREADY_SUBSCRIBED: _already_subscribed,
        subscribing.UNSUBSCRIBE: _unsubscribe_links,
    }.get(kind)
    return write(subscriber) if subscriber and write and newsletters() else None


def message_with_edition(subject: str) -> RenderedMessage | None:
    """Render an edition for one subscriber; return None without a subscription, edition or consent."""
    copy = Delivery.objects.filter(pk=subject).to_be_sent().first()
    newsletter = newsletter_of(copy["dispatch__newsletter"]) if copy else None
    content = text_of(newsletter, copy["dispatch__edition"]) if newsletter else None
    if content is None:
        return None
    unsubscribe_link = unsubscribe_url(copy["subscription_id"])
    headers = (("List-Unsubscribe", f"<{unsubscribe_link}>"), ("List-Unsubscribe-Post", ONE_CLICK))
    return newsletter.render_message(
        "newsletters/edition",
        {"text": content.text, "newsletter": newsletter, "unsubscribe_url": unsubscribe_link},
        to=copy["subscription__subscriber__email"],
        subject=content.subject,
        attachments=content.attachments,
        headers=headers,
    )


def text_of(newsletter: Newsletter, edition: str) -> EditionText | None:
    """Return the content of an edition, cached for all subscribers until a visible record changes."""
    version = (versions.stamp(), int(clock.now().timestamp() // 60))
    cached = _rendered_editions.get(newsletter.key)
    if cached is None or cached[:2] != (edition, version):
        cached = _rendered_editions[newsletter.key] = (edition, version, newsletter.edition_text(edition))
    return cached[2]


def unsubscribe_url(subscription_pk) -> str:
    """Return the unsubscribe URL of a subscription, the same in every edition."""
    token = access_tokens.lasting_token(subscribing.SECTION, subscribing.UNSUBSCRIBE, subscription_pk)
    return _absolute("newsletters:unsubscribe", token)


def store_unsubscribe_tokens(subscriptions) -> None:
    """Store the tokens of the unsubscribe links that are about to be sent."""
    until = clock.now() + subscribing.UNSUBSCRIBE_LINK_LIFETIME
    access_tokens.store_lasting(
        subscribing.SECTION, subscribing.UNSUBSCRIBE, [subscription.pk for subscription in subscriptions], until
    )


def _confirm(subscriber):
    pending = [
        newsletter for subscription in subscriber.to_confirm() if (newsletter := newsletter_of(subscription.newsletter))
    ]
    if not pending:
        return None
    until = clock.now() + subscribing.CONFIRM_WITHIN
    token = access_tokens.issue(subscribing.SECTION, subscribing.CONFIRM, subscribing.subject_of(subscriber), until)
    context = {
        "newsletters": pending,
        "url": _absolute("newsletters:confirm", token),
        "days": subscribing.CONFIRM_WITHIN.days,
    }
    subject = _("Bitte bestätigen Sie Ihre Bestellung")
    fields = {"to": subscriber.email, "subject": subject, "link": context["url"]}
    return pending[0].render_message("newsletters/confirm", context, **fields)


def _already_subscribed(subscriber):
    return _render_with_unsubscribe_links(subscriber, "newsletters/already_subscribed", _("Ihre Bestellung"))


def _unsubscribe_links(subscriber):
    return _render_with_unsubscribe_links(subscriber, "newsletters/unsubscribe_links", _("Ihr Link zum Abbestellen"))


def _render_with_unsubscribe_links(subscriber, template, subject):
    subscriptions = list(subscriber.subscriptions.all())
    if not subscriptions:
        return None
    store_unsubscribe_tokens(subscriptions)
    names = newsletter_names()
    context = {
        "unsubscribe_links": [
            {
                "name": names.get(subscription.newsletter, subscription.newsletter),
                "url": unsubscribe_url(subscription.pk),
            }
            for subscription in subscriptions
        ]
    }
    fields = {"to": subscriber.email, "subject": subject, "link": context["unsubscribe_links"][0]["url"]}
    return newsletters()[0].render_message(template, context, **fields)


def _absolute(route, *args):
    return urljoin(settings.SITE_URL or "http://localhost", reverse(route, args=args))
