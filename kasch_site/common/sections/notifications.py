"""Messages to persons, and what staff can reply during a call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _


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

    text: str
    record: object = None


class ReplyRefused(Exception):
    """The reply cannot be applied any more; the message is a sentence for staff on the phone."""


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A message as rendered for one channel: mail, phone or post.

    `subject` must not reveal personal details; `text` is self-contained. For a call, `to` is the number and `call` a
    script of one or two sentences, `text` if empty. `replies` are the possible ones, until `reply_by` (aware).
    `headers` are mail headers (RFC 5322). `link` is the page where the recipient finds the current state.
    """

    to: str
    subject: str
    text: str
    name: str = ""
    call: str = ""
    link: str = ""
    desk_url: str = ""  # the admin page to open during the call
    sender: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    replies: tuple[Reply, ...] = ()
    reply_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingNotification:
    """A notification that will be sent because of saved changes, described for staff.

    `summary` gives subject and number ("Gymnastik, Di, 24. November: 3 E-Mails, 1 Anruf"), `content` the content
    ("Entfällt. Grund: krank"), `recipients` one line per channel. `key` is unique in its section. If `state` (any
    comparable value) is the same before and after a save, that save is not the cause.
    """

    section: str
    key: str
    summary: str
    state: object = None
    content: str = ""
    recipients: tuple[str, ...] = ()


class MessageProvider:
    """Sends messages to persons: mails, calls, letters."""

    message_kinds: dict[str, str]  # labels for staff: "reminder" -> "Erinnerung"
    message_permission: str = ""  # required to see messages of the section; "" if all staff may
    reply_permission: str = ""  # required to record replies: "events.change_event"
    # Whom messages are for, by the name of their subject ("booking" of "booking:12", "" of "12"): a model, and lookups
    # of the name, of which the first that is filled counts. "booking": ("counselling.Booking", "name").
    message_recipients: dict[str, tuple[str, ...]] = {}

    def render_message(self, kind: str, subject: str) -> RenderedMessage | None:
        """Render a message of that kind about the record `subject`; return None if its reason no longer exists.

        Called when the message is sent, called or printed, so its content is never stored.
        """
        raise NotImplementedError

    def apply_reply(self, kind: str, subject: str, key: str) -> ReplyResult:
        """Apply the reply `key` to a message of that kind about the record `subject`.

        `key` is one of the replies that the message offers. Idempotent. Raise `ReplyRefused`.
        """
        raise ReplyRefused(_("Diese Antwort gibt es nicht."))

    def log_reading(self, user, subjects: Iterable[str]) -> None:
        """Record in the access log that a member of staff has seen messages about these records, with names and
        numbers.
        """

    def mailbox_refused(self, kind: str, subject: str) -> None:
        """Handle a permanent "no such mailbox" reply of a mail server to a message of that kind."""


class NotificationProvider:
    """Notifies persons because staff save something, and can tell staff before."""

    def pending_notifications(self) -> list[PendingNotification]:
        """Return the notifications caused by saved changes and not sent yet."""
        raise NotImplementedError

    def suppress(self, keys: Iterable[str]) -> None:
        """Suppress the pending notifications with these keys."""
        raise NotImplementedError
