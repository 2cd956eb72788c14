"""The newsletters of all installed sections."""

import hashlib

from kasch_site.common.sections import Edition, Newsletter, sections
from kasch_site.messaging.models import ConsentText, Dispatch


def mailings() -> list[Newsletter]:
    """Return all newsletters in the order of the sections."""
    return [mailing for each in sections() for mailing in each.mailings()]


def mailing_of(key: str) -> Newsletter | None:
    """Return the newsletter with that key; None if its section is not installed."""
    return next((each for each in mailings() if each.key == key), None)


def issue_of(mailing: Newsletter, key: str, now) -> Edition | None:
    """Return the edition with that key, or None if it cannot be sent now."""
    return next((each for each in mailing.issues(now) if each.key == key), None)


def names() -> dict[str, str]:
    """Return the names of the newsletters by key."""
    return {each.key: str(each.name) for each in mailings()}


def wording_of(mailing: Newsletter) -> ConsentText:
    """Return the current wording of the consent to this newsletter, stored as a record."""
    text = f"{mailing.name}: {mailing.promise}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ConsentText.objects.get_or_create(digest=digest, defaults={"text": text})[0]


def issues_sent(subscriptions, now) -> list[Edition]:
    """Return editions already sent, for new subscribers: they are available on the website."""
    wanted = [mailing for each in subscriptions if (mailing := mailing_of(each.mailing))]
    return [
        issue
        for mailing in wanted
        for issue in mailing.issues(now)
        if Dispatch.objects.of(mailing.key, issue.key).exists()
    ]
