"""Asking for something by mail, agreeing to it, and leaving.

Whoever types an address into the form may not be the one whose address it is. So nothing goes there but a mail with a
button, until it is pressed; and what the form answers is the same whether the address is known or not.
"""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.sections import Newsletter
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Delivery, Message, Subscriber, Subscription
from kasch_site.visitors import access_tokens
from kasch_site.worker.jobs import job

from .catalogue import wording_of

logger = logging.getLogger(__name__)

ROOM = "newsletters"
CONFIRM, KNOWN, LEAVE = "confirm", "known", "leave"
# So long a link to confirm leads somewhere, and so long an address that did not confirm is kept.
CONFIRM_WITHIN = timedelta(days=7)
# A link to leave is in every issue, and mails lie around for long.
LEAVE_WITHIN = timedelta(days=400)
# So many mails of ours a stranger can have sent to an address in a day.
MOST_MAILS = 3
NOBODY = 0


@transaction.atomic
def ask(email: str, wanted: list[Newsletter], once: uuid.UUID) -> None:
    """Somebody has asked for these to be sent to an address: ask there whether it is wanted.

    `once` is the same for a form that is sent twice. An address that has everything already is told so.
    """
    reader = _reader(email)
    for mailing in wanted:
        _request(reader, mailing)
    _write_to(reader, CONFIRM if reader.to_confirm().exists() else KNOWN, once)


@transaction.atomic
def confirm(reader: Subscriber, mailings: list[str]) -> list[Subscription]:
    """The reader wants these mailings (their keys), as far as they were asked for; returns all that they get now."""
    reader.subscriptions.pending().filter(mailing__in=mailings).update(confirmed_at=_not_before_request())
    if reader.refused_at:
        Subscriber.objects.filter(pk=reader.pk).update(refused_at=None)
    return list(reader.subscriptions.confirmed())


@transaction.atomic
def add_on_paper(email: str, wanted: list[Newsletter]) -> list[Subscription]:
    """Staff have the consent on paper: the address gets these from now on; returns what it gets."""
    reader = _reader(email)
    for mailing in wanted:
        _request(reader, mailing)
    added = reader.subscriptions.pending().filter(mailing__in=[mailing.key for mailing in wanted])
    added.update(confirmed_at=_not_before_request(), on_paper=True)
    Subscriber.objects.filter(pk=reader.pk).update(refused_at=None)
    return list(reader.subscriptions.confirmed())


@transaction.atomic
def leave(subscription: Subscription) -> None:
    """A reader does not want this any more: it is erased at once, and the address with the last of them."""
    reader = subscription.reader
    Subscriber.objects.lock(reader.pk)
    _erase_subscription(subscription)
    if not reader.subscriptions.exists():
        erase(reader)


@transaction.atomic
def erase(reader: Subscriber) -> None:
    """Erase an address with all that it gets and all links that were sent there."""
    Subscriber.objects.lock(reader.pk)
    for subscription in reader.subscriptions.all():
        _erase_subscription(subscription)
    access_tokens.withdraw(ROOM, subject_of(reader))
    messages.forget(ROOM, subject_of(reader))
    reader.delete()


def ask_to_leave(email: str, once: uuid.UUID) -> None:
    """Somebody cannot find the link: send it to the address, if it is one of ours.

    For any other address the same is written, a job with the number of nobody: to write takes so much longer than not
    to write that whoever measures could tell.
    """
    reader = Subscriber.objects.at([email]).only("pk").first()
    write_way_out.enqueue(reader.pk if reader else NOBODY, str(once))


@job(gettext_lazy("Link zum Abbestellen schicken"))
def write_way_out(reader_pk: int, once: str) -> None:
    """Have the link to leave sent to a reader, if there is one of that number. Safe to run twice."""
    reader = Subscriber.objects.filter(pk=reader_pk).first()
    if reader is not None:
        _write_to(reader, LEAVE, once)


def take_back_refusal(subscription: Subscription) -> None:
    """Staff say that the mailbox exists after all: it is tried again with the next issue."""
    Subscriber.objects.filter(pk=subscription.reader_id).update(refused_at=None)


def note_refusal(reader: Subscriber) -> None:
    """A mail server has said for good that it knows no such mailbox: nothing goes there until staff have looked."""
    Subscriber.objects.filter(pk=reader.pk, refused_at=None).update(refused_at=clock.now())


def reader_by(word: str) -> Subscriber | None:
    """Whose address a link to confirm was sent to; None for unknown, foreign and expired ones alike."""
    subject = access_tokens.subject_of(ROOM, CONFIRM, word)
    return Subscriber.objects.filter(pk=number_of(subject)).first() if subject else None


def subscription_by(word: str) -> Subscription | None:
    """What a link to leave was sent with; None for unknown, foreign and expired ones alike."""
    subject = access_tokens.subject_of(ROOM, LEAVE, word)
    return Subscription.objects.select_related("reader").filter(pk=subject).first() if subject else None


def subject_of(reader: Subscriber) -> str:
    """How links and messages name a reader; copies of issues are plain numbers."""
    return f"reader-{reader.pk}"


def number_of(subject: str) -> int:
    """The number in `subject_of`."""
    return int(subject.removeprefix("reader-"))


def _erase_subscription(subscription):
    # A job that gives copies at this moment waits, and then finds nobody; one that was faster has given them.
    Subscription.objects.lock([subscription.pk])
    for copy in Delivery.objects.filter(subscription=subscription):
        messages.forget(ROOM, copy.pk)
    access_tokens.withdraw(ROOM, subscription.pk)
    subscription.delete()


def _reader(email):
    """The address as a record that nobody else erases or gives something to before we are done."""
    email = email.strip().lower()
    reader = None
    while reader is None:  # somebody may leave between the two lines
        pk = Subscriber.objects.get_or_create(email=email)[0].pk
        reader = Subscriber.objects.lock(pk)
    return reader


def _not_before_request():
    # A clock that was set back must not make a consent impossible.
    return Greatest(Value(clock.now(), output_field=DateTimeField()), F("requested_at"))


def _request(reader, mailing):
    now, wording = clock.now(), wording_of(mailing)
    _subscription, is_new = Subscription.objects.get_or_create(
        reader=reader, mailing=mailing.key, defaults={"requested_at": now, "wording": wording}
    )
    if not is_new:
        reader.subscriptions.pending().of(mailing.key).update(requested_at=now, wording=wording)


def _write_to(reader, kind, once):
    about = Message.objects.about(ROOM, subject_of(reader))
    if about.filter(wanted_at__gt=clock.now() - timedelta(days=1)).count() >= MOST_MAILS:
        logger.info("an address has had %d mails today and gets no more", MOST_MAILS)
        return
    messages.notify(messages.Notice(ROOM, kind, subject_of(reader), Channel.MAIL, str(once)))
