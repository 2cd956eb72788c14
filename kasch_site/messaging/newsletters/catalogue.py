"""What can be had by mail in this house, by the rooms that are built."""

import hashlib

from kasch_site.common.sections import Edition, Newsletter, sections
from kasch_site.messaging.models import ConsentText, Dispatch


def mailings() -> list[Newsletter]:
    """All of them, in the order of the rooms."""
    return [mailing for each in sections() for mailing in each.mailings()]


def mailing_of(key: str) -> Newsletter | None:
    """The one with that key; None where its room is not built."""
    return next((each for each in mailings() if each.key == key), None)


def issue_of(mailing: Newsletter, key: str, now) -> Edition | None:
    """The issue of that key, if staff may send it now."""
    return next((each for each in mailing.issues(now) if each.key == key), None)


def names() -> dict[str, str]:
    """What each mailing is called, by its key."""
    return {each.key: str(each.name) for each in mailings()}


def wording_of(mailing: Newsletter) -> ConsentText:
    """The words that somebody who wants this mailing agrees to now, as a record."""
    text = f"{mailing.name}: {mailing.promise}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ConsentText.objects.get_or_create(digest=digest, defaults={"text": text})[0]


def issues_sent(subscriptions, now) -> list[Edition]:
    """Issues that were sent before, for somebody new with these subscriptions: they are on the website."""
    wanted = [mailing for each in subscriptions if (mailing := mailing_of(each.mailing))]
    return [
        issue
        for mailing in wanted
        for issue in mailing.issues(now)
        if Dispatch.objects.of(mailing.key, issue.key).exists()
    ]
