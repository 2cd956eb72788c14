"""Create, cancel and redirect messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kasch_site.common import clock

from .calls.caused_calls import record_calls
from .delivery.delivery import schedule_sending
from .models import Channel, Message


@dataclass(frozen=True, slots=True)
class Notice:
    """A request to notify one person: the section, the kind of message, its subject and the channel.

    Two notices with equal `occasion` ("2026-12" for a monthly plan, the number of a change) are the same message;
    without it each kind is sent once per subject. `due_at` is aware; without it the message is due at once.
    `is_requested`: somebody caused it on the website, who may not own the mailbox: it counts towards its cap (`caps`).
    """

    section: str
    kind: str
    subject: object
    channel: str
    occasion: str = ""
    due_at: datetime | None = None
    is_requested: bool = False

    @property
    def key(self) -> str:
        """Return the unique key of the message."""
        return f"{self.section}:{self.kind}:{self.subject}:{self.occasion}"


def notify(notice: Notice) -> None:
    """Enqueue a message, once: a second notice with the same key is ignored.

    Runs in the caller's transaction, and schedules no sending job if one is waiting already.
    """
    now = clock.now()
    due_at = notice.due_at or now
    with transaction.atomic(savepoint=False):
        Message.objects.bulk_create([_row(notice, now)], ignore_conflicts=True)
        _record_calls([notice])
        if notice.channel == Channel.MAIL:
            schedule_sending(due_at)


@transaction.atomic
def notify_all(notices: Iterable[Notice]) -> None:
    """Enqueue many messages, each once, with one sending job. Runs in the caller's transaction."""
    now, notices = clock.now(), list(notices)
    # Sorted, so that concurrent callers with the same recipients do not deadlock.
    rows = sorted((_row(notice, now) for notice in notices), key=lambda row: row.idempotency_key)
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    _record_calls(notices)
    mails = [row.due_at for row in rows if row.channel == Channel.MAIL]
    if mails:
        schedule_sending(min(mails))


def cancel(section: str, subject, kinds: Iterable[str] = ()) -> int:
    """Cancel the open messages about a record, optionally of these kinds only; return their number.

    A message in flight may still arrive: its reason is checked just before it is sent.
    """
    open_messages = Message.objects.about(section, subject).open()
    if kinds:
        open_messages = open_messages.filter(kind__in=list(kinds))
    return open_messages.update(state=Message.State.CANCELLED, finished_at=clock.now())


def reroute(section: str, subject, channel: str) -> int:
    """Move open messages about a record to another channel, after a change of contact details; return their number."""
    now = clock.now()
    others = Message.objects.about(section, subject).open().exclude(channel=channel)
    if channel == Channel.PHONE:
        record_calls(list(others.values_list("idempotency_key", flat=True)))
    count = others.update(channel=channel, state=Message.State.WAITING, due_at=now)
    if count and channel == Channel.MAIL:
        schedule_sending(now)
    return count


def erase(section: str, subject) -> int:
    """Erase all messages about a record that is being erased; return their number."""
    return Message.objects.about(section, subject).delete()[0]


def _record_calls(notices):
    record_calls([notice.key for notice in notices if notice.channel == Channel.PHONE])


def _row(notice, now):
    return Message(
        section=notice.section,
        kind=notice.kind,
        subject=str(notice.subject),
        idempotency_key=notice.key,
        channel=notice.channel,
        wanted_at=notice.due_at or now,
        due_at=notice.due_at or now,
        is_requested=notice.is_requested,
    )
