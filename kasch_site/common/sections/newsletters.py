"""Newsletters of a section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .notifications import Attachment, RenderedMessage
from .registry import section


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a newsletter: the plan of one month, one issue of the newspaper.

    `key` never changes and is unique in its newsletter ("2026-12"); `name` can begin a sentence ("Der Plan für
    Dezember"); `url` is its public page; `is_due` is set when it should be sent.
    """

    key: str
    name: str
    url: str
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class EditionText:
    """The content of an edition for all subscribers: a neutral subject, a self-contained text, and attachments."""

    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


class Newsletter:
    """A newsletter that people subscribe to: the monthly plan, the newspaper.

    `key` is unique across sections and has at most 40 characters ("events:plan"). Subscribers consent to `name` and
    `summary`, which say what is sent and how often. Staff who send an edition need `permission`, if there is one.
    """

    key: str
    permission: str = ""
    name: str
    summary: str

    def editions(self, now: datetime) -> list[Edition]:
        """Return the editions that staff may send now, oldest first."""
        return []

    def edition_text(self, key: str) -> EditionText | None:
        """Return the current content of the edition with that key, or None."""
        return None

    def render_message(self, template: str, context: dict, **fields) -> RenderedMessage:
        """Render a message on the house's stationery from `templates/emails/<template>.txt`; `fields` as in
        `RenderedMessage`.
        """
        raise NotImplementedError

    def subscribe_url(self) -> str:
        """Return the URL of the form to subscribe to this newsletter; "" if the site sends none."""
        newsletters = section("newsletters")
        return f"/{newsletters.url_prefix}?was={self.key}" if newsletters else ""


class NewsletterProvider:
    """Has newsletters."""

    def newsletters(self) -> list[Newsletter]:
        """Return the newsletters of the section."""
        raise NotImplementedError
