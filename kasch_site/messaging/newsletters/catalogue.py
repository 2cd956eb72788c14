"""The newsletters of all installed sections."""

import hashlib

from kasch_site.common.sections import Edition, Newsletter, NewsletterProvider, providers
from kasch_site.messaging.models import ConsentText, Dispatch


def newsletters() -> list[Newsletter]:
    """Return all newsletters in the order of the sections."""
    return [newsletter for provider in providers(NewsletterProvider) for newsletter in provider.newsletters()]


def newsletter_of(key: str) -> Newsletter | None:
    """Return the newsletter with that key; None if its section is not installed."""
    return next((newsletter for newsletter in newsletters() if newsletter.key == key), None)


def may_send(user, newsletter: Newsletter) -> bool:
    """Return whether this member of staff may send editions of that newsletter."""
    return user.has_perm("messaging.add_dispatch") and (
        not newsletter.permission or user.has_perm(newsletter.permission)
    )


def edition_of(newsletter: Newsletter, key: str, now) -> Edition | None:
    """Return the edition with that key, or None if it cannot be sent now."""
    return next((edition for edition in newsletter.editions(now) if edition.key == key), None)


def newsletter_names() -> dict[str, str]:
    """Return the names of the newsletters by key."""
    return {newsletter.key: str(newsletter.name) for newsletter in newsletters()}


def current_consent_text(newsletter: Newsletter) -> ConsentText:
    """Return the current wording of the consent to this newsletter, stored as a record."""
    text = f"{newsletter.name}: {newsletter.summary}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ConsentText.objects.get_or_create(digest=digest, defaults={"text": text})[0]


def editions_sent(subscriptions, now) -> list[Edition]:
    """Return editions already sent, for new subscribers: they are available on the website."""
    subscribed = [
        newsletter for subscription in subscriptions if (newsletter := newsletter_of(subscription.newsletter))
    ]
    return [
        edition
        for newsletter in subscribed
        for edition in newsletter.editions(now)
        if Dispatch.objects.of(newsletter.key, edition.key).exists()
    ]
