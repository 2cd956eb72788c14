"""Erasing what has had its time, and answering and forgetting a person.

Whoever leaves is erased at once, proof of consent included: it proves that mails were wanted, and when none are sent
any more, nothing has to be proved that would be worth keeping an address for (GDPR, articles 5(1)(e) and 7(1)).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from kasch_site.messaging.models import ConsentText, Delivery, Dispatch, Subscriber, Subscription
from kasch_site.visitors.contact import addresses

from .catalogue import names
from .sending import COPIES_ARE_KEPT
from .subscriptions import CONFIRM_WITHIN, erase, leave

# So long staff have to find out what is wrong with a mailbox that does not exist.
REFUSED_ARE_KEPT = timedelta(days=60)
DISPATCHES_ARE_KEPT = timedelta(days=3 * 365)


def forget(before: datetime) -> int:
    """Erase who did not confirm, whose mailbox does not exist, and who got which issue; returns how many records."""
    gone = 0
    for subscription in Subscription.objects.pending().requested_before(before - CONFIRM_WITHIN):
        leave(subscription)
        gone += 1
    for reader in Subscriber.objects.refused_before(before - REFUSED_ARE_KEPT):
        erase(reader)
        gone += 1
    gone += Subscriber.objects.without_subscription().delete()[0]
    gone += Delivery.objects.filter(dispatch__in=Dispatch.objects.begun_before(before - COPIES_ARE_KEPT)).delete()[0]
    gone += Dispatch.objects.begun_before(before - DISPATCHES_ARE_KEPT).delete()[0]
    unused = ConsentText.objects.filter(~Exists(Subscription.objects.filter(wording=OuterRef("pk"))))
    return gone + unused.delete()[0]


def export(contact: str) -> list[dict]:
    """What the person with that mail address gets, since when, and the words they agreed to."""
    called = names()
    return [
        {
            "kind": str(Subscription._meta.verbose_name),
            "what": called.get(each.mailing, each.mailing),
            "email": each.reader.email,
            "requested_at": each.requested_at.isoformat(),
            "confirmed_at": each.confirmed_at.isoformat() if each.confirmed_at else None,
            "on_paper": each.on_paper,
            "agreed_to": each.wording.text,
            "issues": [copy.dispatch.name for copy in each.copies.select_related("dispatch")],
        }
        for each in Subscription.objects.filter(reader__in=Subscriber.objects.at(addresses(contact))).select_related(
            "reader", "wording"
        )
    ]


@transaction.atomic
def forget_person(contact: str) -> int:
    """Erase that mail address with all that it gets; returns how many addresses went."""
    readers = list(Subscriber.objects.at(addresses(contact)))
    for reader in readers:
        erase(reader)
    return len(readers)
