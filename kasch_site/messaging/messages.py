"""Telling persons something: the verbs of the outbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from kasch_site.common import clock
from kasch_site.common.raw_sql import uuid_for_database
from kasch_site.worker import execution

from .delivery import send_waiting, wake_up
from .models import Channel, Message


@dataclass(frozen=True, slots=True)
class Notice:
    """That somebody is to be told: by which room, what kind of thing, about which of its records, by which way.

    `once` makes two notices the same message ("2026-12" for a plan of the month, the number of a change); without it
    a kind of message goes out once for a record. `due_at` is aware; without it the message goes at once.
    """

    room: str
    kind: str
    subject: object
    channel: str
    once: str = ""
    due_at: datetime | None = None

    @property
    def key(self) -> str:
        """The word under which the message exists once."""
        return f"{self.room}:{self.kind}:{self.subject}:{self.once}"


def notify(notice: Notice) -> None:
    """Tell one person something, once: a second notice of the same key changes nothing. Part of the transaction of
    the caller, and one statement where a job that sends mails waits already.
    """
    now = clock.now()
    due_at = notice.due_at or now
    moment = connection.ops.adapt_datetimefield_value(due_at)
    words = [notice.room, notice.kind, str(notice.subject), notice.key, str(notice.channel), str(Message.State.WAITING)]
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(_TELL, [uuid_for_database(uuid4()), *words, moment, moment])
        if notice.channel == Channel.MAIL and not (due_at <= now and execution.is_waiting(send_waiting)):
            wake_up(due_at)


# Of fixed text: each sign-up tells while others wait for the same date.
_TELL = """INSERT INTO messaging_message
(id, room, kind, subject, once, channel, state, wanted_at, due_at, attempts, claimed_until, finished_at, trouble)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 0, NULL, NULL, '') ON CONFLICT DO NOTHING"""


@transaction.atomic
def notify_all(notices: Iterable[Notice]) -> None:
    """Tell many persons something, each once, with one job for all; part of the transaction of the caller."""
    now = clock.now()
    # In one order for everybody: two that tell the same persons at once do not wait for each other in a circle.
    rows = sorted((_row(notice, now) for notice in notices), key=lambda row: row.once)
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    mails = [row.due_at for row in rows if row.channel == Channel.MAIL]
    if mails:
        wake_up(min(mails))


def cancel(room: str, subject, kinds: Iterable[str] = ()) -> int:
    """Nothing more is to be said about a record, or nothing of these kinds; returns how many messages were open.

    A message that is on its way at this moment may still arrive: its reason is asked for just before it is sent.
    """
    open_ones = Message.objects.about(room, subject).open()
    if kinds:
        open_ones = open_ones.filter(kind__in=list(kinds))
    return open_ones.update(state=Message.State.CALLED_OFF, finished_at=clock.now(), claimed_until=None)


def reroute(room: str, subject, channel: str) -> int:
    """Tell what is still open about a record by another way, for the person is reached differently now; how many."""
    now = clock.now()
    others = Message.objects.about(room, subject).open().exclude(channel=channel)
    count = others.update(channel=channel, state=Message.State.WAITING, due_at=now, claimed_until=None)
    if count and channel == Channel.MAIL:
        wake_up(now)
    return count


def forget(room: str, subject) -> int:
    """Erase every message about a record that is erased itself; returns how many there were."""
    return Message.objects.about(room, subject).delete()[0]


def _row(notice, now):
    return Message(
        room=notice.room,
        kind=notice.kind,
        subject=str(notice.subject),
        once=notice.key,
        channel=notice.channel,
        wanted_at=notice.due_at or now,
        due_at=notice.due_at or now,
    )
