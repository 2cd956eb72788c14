"""What "confirmed", "reachable" and "waiting for an issue" mean, said once."""

from django.db import models
from django.db.models import CharField
from django.db.models.functions import Cast


class SubscriberQuerySet(models.QuerySet):
    """Mail addresses."""

    def at(self, emails):
        """Those of these addresses, in whatever letters they are written."""
        return self.filter(email__in=[email.lower() for email in emails])

    def lock(self, pk):
        """That one, kept from others until the transaction ends; None if it is gone."""
        return self.select_for_update().filter(pk=pk).first()

    def without_subscription(self):
        """Those that nothing goes to any more."""
        return self.filter(subscriptions=None)

    def refused_before(self, moment):
        """Those that a mail server has not known since then."""
        return self.filter(refused_at__lt=moment)


class SubscriptionQuerySet(models.QuerySet):
    """Who wants what."""

    def of(self, mailing):
        """Those of the mailing with that key."""
        return self.filter(mailing=mailing)

    def confirmed(self):
        """There is consent."""
        return self.filter(confirmed_at__isnull=False)

    def pending(self):
        """Asked for and not confirmed."""
        return self.filter(confirmed_at=None)

    def reachable(self):
        """No mail server has said that there is no such mailbox."""
        return self.filter(reader__refused_at=None)

    def refused(self):
        """A mail server has said that there is no such mailbox."""
        return self.filter(reader__refused_at__isnull=False)

    def lock(self, pks):
        """Those that are still there, kept from others until the transaction ends."""
        return list(self.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))

    def audience(self, mailing):
        """Everybody an issue of that mailing goes to."""
        return self.of(mailing).confirmed().reachable()

    def without_copy(self, dispatch):
        """Those who have not got a copy of an issue yet."""
        return self.exclude(copies__dispatch=dispatch)

    def requested_before(self, moment):
        """Asked for before then."""
        return self.filter(requested_at__lt=moment)


class DispatchQuerySet(models.QuerySet):
    """Issues that were sent."""

    def of(self, mailing, issue):
        """That of one issue of a mailing."""
        return self.filter(mailing=mailing, issue=issue)

    def begun_before(self, moment):
        """Sent before then."""
        return self.filter(begun_at__lt=moment)


class DeliveryQuerySet(models.QuerySet):
    """Copies of issues."""

    def as_subjects(self):
        """Their numbers as messages name them."""
        return self.annotate(as_text=Cast("pk", CharField())).values("as_text")

    def to_be_sent(self):
        """What a letter needs of each copy whose reader still wants it and has a mailbox; as dictionaries."""
        wanted = self.filter(subscription__confirmed_at__isnull=False, subscription__reader__refused_at=None)
        return wanted.values("subscription_id", "dispatch__mailing", "dispatch__issue", "subscription__reader__email")
