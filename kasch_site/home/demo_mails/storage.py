"""Mails stored as files, one each (RFC 5322): storing, searching and reading them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from kasch_site.common import clock

# The number of mails that are searched, newest first.
MAX_MAILS = 500
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


class EmailBackend(BaseEmailBackend):
    """Stores each mail in a file of its own; Django's file backend writes one file per connection."""

    def send_messages(self, email_messages):
        for message in email_messages:
            store(message.message().as_bytes())
        return len(email_messages)


def store(content: bytes) -> Path:
    """Write a mail to a file whose name sorts by time, atomically; return its path."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{clock.now().astimezone(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
    temporary = file.with_suffix(".part")
    temporary.write_bytes(content)
    return temporary.rename(file)


@dataclass(frozen=True)
class Mail:
    """A stored mail; `name` is part of its URL."""

    name: str
    content: bytes

    @cached_property
    def message(self):
        """Return the parsed mail."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def sent_at(self) -> datetime:
        """Return when it was stored, aware."""
        return datetime.strptime(self.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def to(self) -> str:
        return str(self.message["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def reply_to(self) -> str:
        return str(self.message["Reply-To"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return all headers."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content().replace("\r\n", "\n").strip() if body else ""

    @property
    def attachments(self) -> list["File"]:
        """Return the attachments."""
        parts = self.message.iter_attachments()
        return [
            File(part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True)) for part in parts
        ]

    def contains(self, terms: str) -> bool:
        """Return whether the mail contains all of these words, ignoring case."""
        searched = f"{self.to} {self.subject} {self.text}".casefold()
        return all(term in searched for term in terms.casefold().split())


@dataclass(frozen=True)
class File:
    """An attachment of a mail."""

    name: str
    kind: str
    content: bytes


def mails(terms: str = "") -> list[Mail]:
    """Return the mails that contain all of these words, newest first; all mails without words."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:MAX_MAILS]
    candidates = (read(file.stem) for file in files)
    return [mail for mail in candidates if mail and mail.contains(terms)]


def read(name: str) -> Mail | None:
    """Return the mail of that name, or None."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not _NAME.fullmatch(name) or not file.is_file():
        return None
    return Mail(name, file.read_bytes())


def purge(before: datetime) -> int:
    """Erase mails that were stored before that moment; return their number."""
    old = [
        file for file in Path(settings.EMAIL_FILE_PATH).glob("*.eml") if file.stem < f"{before.astimezone(UTC):%Y%m%dT}"
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
