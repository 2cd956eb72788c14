"""Queries of newsletters: confirmed, reachable and missing copies."""

from django.db import models
from django.db.models import CharField
from django.db.models.functions import Cast

from kasch_site.common.text.email_address import canonical_email


class SubscriberQuerySet(models.QuerySet):
    """Queries for subscribers."""

    def at(self, emails):
        """Return subscribers with one of these addresses, in any spelling."""
        return self.filter(email_key__in=[canonical_email(email) for email in emails])

    def lock(self, pk):
        """Lock the row until the end of the transaction; return None if it does not exist."""
        return self.select_for_update().filter(pk=pk).first()

    def without_subscription(self):
        """Return subscribers without a subscription."""
        return self.filter(subscriptions=None)

    def refused_before(self, moment):
        """Return subscribers whose mailbox was refused before that moment."""
        return self.filter(refused_at__lt=moment)


class SubscriptionQuerySet(models.QuerySet):
    """Queries for subscriptions."""

    def of(self, newsletter):
        """Return subscriptions to the newsletter with that key."""
        return self.filter(newsletter=newsletter)

    def confirmed(self):
        """Return subscriptions with consent."""
        return self.filter(confirmed_at__isnull=False)

    def pending(self):
        """Return subscriptions that were requested and not confirmed."""
        return self.filter(confirmed_at=None)

    def reachable(self):
        """Return subscriptions whose mailbox was not refused."""
        return self.filter(subscriber__refused_at=None)

    def refused(self):
        """Return subscriptions whose mailbox a mail server has refused."""
        return self.filter(subscriber__refused_at__isnull=False)

    def lock(self, pks):
        """Lock the rows that still exist until the end of the transaction."""
        return list(self.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))

    def audience(self, newsletter):
        """Return the subscriptions that receive an edition of that newsletter."""
        return self.of(newsletter).confirmed().reachable()

    def without_copy(self, dispatch):
        """Return subscriptions without a copy of this dispatch."""
        return self.exclude(copies__dispatch=dispatch)

    def requested_before(self, moment):
        """Return subscriptions requested before that moment."""
        return self.filter(requested_at__lt=moment)


class DispatchQuerySet(models.QuerySet):
    """Queries for dispatches of editions."""

    def of(self, newsletter, edition):
        """Return the dispatch of one edition of a newsletter."""
        return self.filter(newsletter=newsletter, edition=edition)

    def begun_before(self, moment):
        """Return dispatches begun before that moment."""
        return self.filter(begun_at__lt=moment)


class DeliveryQuerySet(models.QuerySet):
    """Queries for copies of editions."""

    def as_subjects(self):
        """Return the ids as message subjects."""
        return self.annotate(as_text=Cast("pk", CharField())).values("as_text")

    def to_be_sent(self):
        """Return the data for rendering each copy that is still wanted and deliverable, as dictionaries."""
        deliverable = self.filter(subscription__confirmed_at__isnull=False, subscription__subscriber__refused_at=None)
        return deliverable.values(
            "subscription_id", "dispatch__newsletter", "dispatch__edition", "subscription__subscriber__email"
        )
