"""Retention, subject access and erasure of newsletter data.

Unsubscribing erases everything at once, including the proof of consent: it is needed only as long as mails are sent
(GDPR, articles 5(1)(e) and 7(1)).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from kasch_site.messaging.models import ConsentText, Delivery, Dispatch, Subscriber, Subscription
from kasch_site.visitors.contact import emails_in

from .catalogue import newsletter_names
from .subscriptions import CONFIRM_WITHIN, erase, unsubscribe

# The time staff have to correct an address whose mailbox does not exist.
REFUSED_RETENTION = timedelta(days=60)
DELIVERY_RETENTION = timedelta(days=90)
DISPATCH_RETENTION = timedelta(days=3 * 365)


def purge(before: datetime) -> int:
    """Erase unconfirmed and unreachable addresses and old deliveries; return the number of records."""
    count = 0
    for subscription in Subscription.objects.pending().requested_before(before - CONFIRM_WITHIN):
        unsubscribe(subscription)
        count += 1
    for subscriber in Subscriber.objects.refused_before(before - REFUSED_RETENTION):
        erase(subscriber)
        count += 1
    count += Subscriber.objects.without_subscription().delete()[0]
    sent = Dispatch.objects.begun_before(before - DELIVERY_RETENTION)
    count += Delivery.objects.filter(dispatch__in=sent).delete()[0]
    count += Dispatch.objects.begun_before(before - DISPATCH_RETENTION).delete()[0]
    unused = ConsentText.objects.filter(~Exists(Subscription.objects.filter(wording=OuterRef("pk"))))
    return count + unused.delete()[0]


def export(contact: str) -> list[dict]:
    """Return the subscriptions of that mail address, since when, and the wording of the consent."""
    names = newsletter_names()
    return [
        {
            "kind": str(Subscription._meta.verbose_name),
            "newsletter": names.get(subscription.newsletter, subscription.newsletter),
            "email": subscription.subscriber.email,
            "requested_at": subscription.requested_at.isoformat(),
            "confirmed_at": subscription.confirmed_at.isoformat() if subscription.confirmed_at else None,
            "on_paper": subscription.on_paper,
            "agreed_to": subscription.wording.text,
            "editions": [copy.dispatch.name for copy in subscription.copies.select_related("dispatch")],
        }
        for subscription in Subscription.objects.filter(
            subscriber__in=Subscriber.objects.at(emails_in(contact))
        ).select_related("subscriber", "wording")
    ]


@transaction.atomic
def erase_person(contact: str) -> int:
    """Erase that mail address with its subscriptions; return the number of addresses."""
    subscribers = list(Subscriber.objects.at(emails_in(contact)))
    for subscriber in subscribers:
        erase(subscriber)
    return len(subscribers)
