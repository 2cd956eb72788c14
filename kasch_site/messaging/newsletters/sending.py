"""Send an edition to all its subscribers, once each.

Staff start a dispatch; a job then creates a copy per subscriber and enqueues its message. A copy is unique per
subscriber and edition, and its message is unique per copy, so the job may be repeated, interrupted or run concurrently.
Unsubscribing deletes the copies, and a message without a copy is not sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy

from kasch_site.common import clock
from kasch_site.common.sections import Edition, Newsletter
from kasch_site.messaging import messages
from kasch_site.messaging.models import Channel, Delivery, Dispatch, Message, Subscription
from kasch_site.worker import execution
from kasch_site.worker.jobs import job
from kasch_site.worker.models import Job

from .catalogue import edition_of, newsletters
from .messages import store_unsubscribe_tokens
from .subscriptions import SECTION

EDITION = "edition"
BATCH = 100
# Shorter than `DELIVERY_RETENTION`: who got an edition is known as long as it can be sent again.
SENDING_PERIOD = timedelta(days=60)


class EditionNotAvailable(Exception):
    """The edition does not exist or cannot be sent now."""


@transaction.atomic
def send(newsletter: Newsletter, edition_key: str) -> Dispatch:
    """Start sending an edition to all subscribers without a copy of it. Raise `EditionNotAvailable`."""
    now = clock.now()
    edition = edition_of(newsletter, edition_key, now)
    if edition is None or Dispatch.objects.of(newsletter.key, edition_key).begun_before(now - SENDING_PERIOD).exists():
        raise EditionNotAvailable
    dispatch, _is_new = Dispatch.objects.get_or_create(
        newsletter=newsletter.key, edition=edition_key, defaults={"name": edition.name, "begun_at": now}
    )
    create_copies.enqueue(dispatch.pk)
    return dispatch


@job(gettext_lazy("Per E-Mail verschicken: für alle vorbereiten"), takes_context=True)
def create_copies(context, dispatch_pk: int) -> int:
    """Create the missing copies of an edition; return their number. Idempotent and safe to run concurrently."""
    dispatch = Dispatch.objects.filter(pk=dispatch_pk).first()
    if dispatch is None:
        return 0
    new = 0
    while batch := list(waiting_for(dispatch)[:BATCH]):
        new += _create_batch(dispatch, batch)
        done = dispatch.copies.count()
        execution.report(context.task_result.id, done, done + waiting_for(dispatch).count())
    Dispatch.objects.filter(pk=dispatch_pk).update(size=dispatch.copies.count())
    return new


def waiting_for(dispatch: Dispatch):
    """Return the subscriptions that should receive this edition and have no copy."""
    return Subscription.objects.audience(dispatch.newsletter).without_copy(dispatch).order_by("pk")


@transaction.atomic
def _create_batch(dispatch, batch):
    # Locks the subscriptions, which copies refer to, against concurrent unsubscribing.
    pks = [subscription.pk for subscription in batch]
    locked = Subscription.objects.confirmed().lock(pks)
    store_unsubscribe_tokens(locked)
    rows = [Delivery(dispatch=dispatch, subscription=subscription) for subscription in locked]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    copies = dispatch.copies.filter(subscription__in=pks).values_list("pk", flat=True)
    messages.notify_all(messages.Notice(SECTION, EDITION, pk, Channel.MAIL) for pk in copies)
    return len(locked)


@dataclass(frozen=True, slots=True)
class DispatchProgress:
    """The progress of a dispatch, in copies."""

    total: int
    sent: int
    failed: int
    is_preparing: bool  # whether a job is about to create copies
    is_sending: bool  # whether copies wait to be delivered

    @property
    def is_unfinished(self):
        """Return whether the dispatch is still in progress."""
        return self.is_preparing or self.is_sending


def progress(dispatch: Dispatch) -> DispatchProgress:
    """Return the current progress of a dispatch."""
    copy_messages = Message.objects.filter(
        section=SECTION, kind=EDITION, subject__in=dispatch.copies.all().as_subjects()
    )
    jobs = Job.objects.of(create_copies)
    is_preparing = (jobs.waiting() | jobs.running()).exists()
    return DispatchProgress(
        total=dispatch.copies.count() + (waiting_for(dispatch).count() if is_preparing else 0),
        sent=copy_messages.delivered().count(),
        failed=copy_messages.failed().count(),
        is_preparing=is_preparing,
        is_sending=copy_messages.open().exists(),
    )


def due(now) -> list[tuple[Newsletter, Edition, int]]:
    """Return newsletters and editions that are due and unsent, each with the number of recipients."""
    due_editions = []
    for newsletter in newsletters():
        waiting = Subscription.objects.audience(newsletter.key).count()
        for edition in newsletter.editions(now) if waiting else []:
            if edition.is_due and not Dispatch.objects.of(newsletter.key, edition.key).exists():
                due_editions.append((newsletter, edition, waiting))
    return due_editions
