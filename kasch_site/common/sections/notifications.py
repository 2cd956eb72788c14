"""Messages to persons, and what staff can reply during a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment of a mail; `content_type` includes its parameters (RFC 2045)."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that staff can record during a call: its key, and the label of its button."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReplyResult:
    """The result of a reply: a sentence for staff, and the changed record for the admin's log."""

    words: str
    record: object = None


class ReplyRefused(Exception):
    """The reply cannot be applied any more; the message is a sentence for staff on the phone."""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as rendered for one channel: mail, phone or post.

    `subject` must not reveal personal details; `text` is self-contained. For a call, `to` is the number and `call` a
    script of one or two sentences, `text` if empty. `answers` are the possible replies, until `answer_by` (aware).
    `headers` are mail headers (RFC 5322).
    """

    to: str
    subject: str
    text: str
    name: str = ""
    call: str = ""
    desk_url: str = ""  # the admin page to open during the call
    sender: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    answers: tuple[Reply, ...] = ()
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """A notification that will be sent because of saved changes, described for staff.

    `words` give subject and number ("Gymnastik, Di, 24. November: 3 E-Mails, 1 Anruf"), `news` the content ("Entfällt.
    Grund: krank"), `people` the recipients, one line per channel. `key` is unique in its section. If `state` (any
    comparable value) is the same before and after a save, that save is not the cause.
    """

    section: str
    key: str
    words: str
    state: object = None
    news: str = ""
    people: tuple[str, ...] = ()
