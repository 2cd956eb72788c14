"""Mails as files, one each (RFC 5322): putting them down, finding and reading them."""

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

# So many mails are looked through, the newest first.
MOST = 500
_NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


class EmailBackend(BaseEmailBackend):
    """Takes mails as a mail server would, each into a file of its own; Django's writes one for a connection."""

    def send_messages(self, email_messages):
        for message in email_messages:
            put_down(message.message().as_bytes())
        return len(email_messages)


def put_down(content: bytes) -> Path:
    """Write a mail to a file whose name sorts by time; nobody ever sees half of it."""
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{clock.now().astimezone(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}.eml"
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(content)
    return unfinished.rename(file)


@dataclass(frozen=True)
class Mail:
    """A mail that was put down; `name` is the word in its address."""

    name: str
    content: bytes

    @cached_property
    def message(self):
        """The mail as Python reads it."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def sent_at(self) -> datetime:
        """When it was put down, aware."""
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
        """All headers, for whoever wants to know exactly."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content().replace("\r\n", "\n").strip() if body else ""

    @property
    def attachments(self) -> list["File"]:
        """Its files."""
        parts = self.message.iter_attachments()
        return [
            File(part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True)) for part in parts
        ]

    def has(self, words: str) -> bool:
        """Whether all these words stand in it, in whatever case."""
        searched = f"{self.to} {self.subject} {self.text}".casefold()
        return all(word in searched for word in words.casefold().split())


@dataclass(frozen=True)
class File:
    """What came with a mail."""

    name: str
    kind: str
    content: bytes


def mails(words: str = "") -> list[Mail]:
    """The newest mails first; with `words` those that contain all of them."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True)[:MOST]
    found = (read(file.stem) for file in files)
    return [mail for mail in found if mail and mail.has(words)]


def read(name: str) -> Mail | None:
    """The mail of that name, or None."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    if not _NAME.fullmatch(name) or not file.is_file():
        return None
    return Mail(name, file.read_bytes())


def purge(before: datetime) -> int:
    """Erase mails that were put down before that moment; returns how many."""
    old = [
        file for file in Path(settings.EMAIL_FILE_PATH).glob("*.eml") if file.stem < f"{before.astimezone(UTC):%Y%m%dT}"
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
