"""Subscribe, confirm and unsubscribe (double opt-in).

The address typed into the form may belong to somebody else. So until it is confirmed, only confirmation requests are
sent there, and the response of the form does not reveal whether the address is known.
"""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy

from kasch_site.common import clock, sqlite
from kasch_site.common.sections import Newsletter
from kasch_site.common.text.email_address import canonical_email
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Delivery, Subscriber, Subscription
from kasch_site.messaging.traces import erase_traces
from kasch_site.visitors import access_tokens
from kasch_site.worker.jobs import job

from .catalogue import current_consent_text

logger = logging.getLogger(__name__)

SECTION = "newsletters"
CONFIRM, ALREADY_SUBSCRIBED, UNSUBSCRIBE = "confirm", "already_subscribed", "unsubscribe"
# The lifetime of a confirmation link, and the retention of an unconfirmed address.
CONFIRM_WITHIN = timedelta(days=7)
# The lifetime of an unsubscribe link: it is in every edition, and mails are stored for long.
UNSUBSCRIBE_LINK_LIFETIME = timedelta(days=400)
UNKNOWN_SUBSCRIBER = 0


@transaction.atomic
def request_subscriptions(email: str, selected: list[Newsletter], idempotency_key: uuid.UUID) -> None:
    """Request subscriptions for an address: send a confirmation request there.

    `idempotency_key` is that of the form. An address that already has all of them gets a mail that says so.
    """
    subscriber = _subscriber(email)
    for newsletter in selected:
        _request(subscriber, newsletter)
    _write_to(subscriber, CONFIRM if subscriber.to_confirm().exists() else ALREADY_SUBSCRIBED, idempotency_key)


@transaction.atomic
def confirm(subscriber: Subscriber, newsletters: list[str]) -> list[Subscription]:
    """Confirm the requested subscriptions to these newsletters (keys); return all confirmed ones of the subscriber."""
    subscriber.subscriptions.pending().filter(newsletter__in=newsletters).update(confirmed_at=_not_before_request())
    if subscriber.refused_at:
        Subscriber.objects.filter(pk=subscriber.pk).update(refused_at=None)
    return list(subscriber.subscriptions.confirmed())


@transaction.atomic
def add_on_paper(email: str, selected: list[Newsletter]) -> list[Subscription]:
    """Subscribe an address whose consent staff have on paper; return its subscriptions."""
    subscriber = _subscriber(email)
    for newsletter in selected:
        _request(subscriber, newsletter)
    added = subscriber.subscriptions.pending().filter(newsletter__in=[newsletter.key for newsletter in selected])
    added.update(confirmed_at=_not_before_request(), on_paper=True)
    Subscriber.objects.filter(pk=subscriber.pk).update(refused_at=None)
    return list(subscriber.subscriptions.confirmed())


@transaction.atomic
def unsubscribe(subscription: Subscription) -> None:
    """Erase a subscription at once, and the address with the last one."""
    subscriber = subscription.subscriber
    Subscriber.objects.lock(subscriber.pk)
    _erase_subscription(subscription)
    if not subscriber.subscriptions.exists():
        erase(subscriber)


@transaction.atomic
def erase(subscriber: Subscriber) -> None:
    """Erase an address with its subscriptions and all links sent there."""
    Subscriber.objects.lock(subscriber.pk)
    for subscription in subscriber.subscriptions.all():
        _erase_subscription(subscription)
    erase_traces(SECTION, [subject_of(subscriber)])
    subscriber.delete()
    transaction.on_commit(sqlite.truncate_log)


def request_unsubscribe(email: str, idempotency_key: uuid.UUID) -> None:
    """Send the unsubscribe link to the address, if it is subscribed.

    For any other address a job with an unused id is enqueued as well, so that the response time does not reveal whether
    the address is known.
    """
    subscriber = Subscriber.objects.at([email]).only("pk").first()
    send_unsubscribe_link.enqueue(subscriber.pk if subscriber else UNKNOWN_SUBSCRIBER, str(idempotency_key))


@job(gettext_lazy("Link zum Abbestellen schicken"))
def send_unsubscribe_link(subscriber_pk: int, idempotency_key: str) -> None:
    """Enqueue the mail with the unsubscribe link, if the subscriber exists. Idempotent."""
    subscriber = Subscriber.objects.filter(pk=subscriber_pk).first()
    if subscriber is not None:
        _write_to(subscriber, UNSUBSCRIBE, idempotency_key)


def clear_refusal(subscription: Subscription) -> None:
    """Clear the refusal of a mailbox at the request of staff: the next edition is sent to it again."""
    Subscriber.objects.filter(pk=subscription.subscriber_id).update(refused_at=None)


def mark_refused(subscriber: Subscriber) -> None:
    """Record a permanent "no such mailbox" reply: nothing is sent there until staff have checked the address."""
    Subscriber.objects.filter(pk=subscriber.pk, refused_at=None).update(refused_at=clock.now())


def subscriber_by_token(token: str) -> Subscriber | None:
    """Return the subscriber of a confirmation token; None for unknown, misused and expired ones alike."""
    subject = access_tokens.subject_of(SECTION, CONFIRM, token)
    return Subscriber.objects.filter(pk=subscriber_id(subject)).first() if subject else None


def subscription_by_token(token: str) -> Subscription | None:
    """Return the subscription of an unsubscribe token; None for unknown, misused and expired ones alike."""
    subject = access_tokens.subject_of(SECTION, UNSUBSCRIBE, token)
    return Subscription.objects.select_related("subscriber").filter(pk=subject).first() if subject else None


def subject_of(subscriber: Subscriber) -> str:
    """Return the subject of links and messages about a subscriber; copies of editions use plain numbers."""
    return f"subscriber-{subscriber.pk}"


def subscriber_id(subject: str) -> int:
    """Return the subscriber's id from `subject_of`."""
    return int(subject.removeprefix("subscriber-"))


def _erase_subscription(subscription):
    # A concurrent job that creates copies waits and then finds no subscription; if it was first, the copies are
    # deleted.
    Subscription.objects.lock([subscription.pk])
    copies = Delivery.objects.filter(subscription=subscription).values_list("pk", flat=True)
    erase_traces(SECTION, [*copies, subscription.pk])
    subscription.delete()


def _subscriber(email):
    """Return the subscriber of this address, created if necessary and locked."""
    key, subscriber = canonical_email(email), None
    while subscriber is None:  # the row may be deleted between the two statements
        pk = Subscriber.objects.get_or_create(email_key=key, defaults={"email": email.strip()})[0].pk
        subscriber = Subscriber.objects.lock(pk)
    return subscriber


def _not_before_request():
    # If the clock was set back, the consent must still not precede the request.
    return Greatest(Value(clock.now(), output_field=DateTimeField()), F("requested_at"))


def _request(subscriber, newsletter):
    now, wording = clock.now(), current_consent_text(newsletter)
    _subscription, is_new = Subscription.objects.get_or_create(
        subscriber=subscriber, newsletter=newsletter.key, defaults={"requested_at": now, "wording": wording}
    )
    if not is_new:
        subscriber.subscriptions.pending().of(newsletter.key).update(requested_at=now, wording=wording)


def _write_to(subscriber, kind, idempotency_key):
    notice = messages.Notice(
        SECTION, kind, subject_of(subscriber), Channel.MAIL, str(idempotency_key), is_requested=True
    )
    messages.notify(notice)
