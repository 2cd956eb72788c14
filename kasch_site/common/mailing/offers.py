"""What can be had by mail in this house, by the rooms that are built."""

import hashlib

from ..rooms import Issue, Mailing, rooms
from .models import Dispatch, Wording


def mailings() -> list[Mailing]:
    """All of them, in the order of the rooms."""
    return [mailing for each in rooms() for mailing in each.mailings()]


def mailing_of(key: str) -> Mailing | None:
    """The one with that key; None where its room is not built."""
    return next((each for each in mailings() if each.key == key), None)


def issue_of(mailing: Mailing, key: str, now) -> Issue | None:
    """The issue of that key, if staff may send it now."""
    return next((each for each in mailing.issues(now) if each.key == key), None)


def names() -> dict[str, str]:
    """What each mailing is called, by its key."""
    return {each.key: str(each.name) for each in mailings()}


def wording_of(mailing: Mailing) -> Wording:
    """The words that somebody who wants this mailing agrees to now, as a record."""
    text = f"{mailing.name}: {mailing.promise}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Wording.objects.get_or_create(digest=digest, defaults={"text": text})[0]


def issues_sent(subscriptions, now) -> list[Issue]:
    """Issues that were sent before, for somebody new with these subscriptions: they are on the website."""
    wanted = [mailing for each in subscriptions if (mailing := mailing_of(each.mailing))]
    return [
        issue
        for mailing in wanted
        for issue in mailing.issues(now)
        if Dispatch.objects.of(mailing.key, issue.key).exists()
    ]
