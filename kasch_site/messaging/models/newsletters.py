"""Newsletter subscribers, their consent, and the dispatch of editions."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.mailbox_field import DeliverableEmailField

from .newsletter_querysets import DeliveryQuerySet, DispatchQuerySet, SubscriberQuerySet, SubscriptionQuerySet


class ConsentText(models.Model):
    """The exact wording of a consent, stored once for all who agreed to it; the key is its SHA-256."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self):
        return self.text


class Subscriber(models.Model):
    """A mail address with subscriptions, confirmed or awaiting confirmation."""

    email = DeliverableEmailField(_("E-Mail"))  # as it was typed
    email_key = models.CharField(max_length=254, unique=True, editable=False)  # its canonical form
    refused_at = models.DateTimeField(_("unzustellbar seit"), null=True)  # a mail server knows no such mailbox

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(email_key=""), name="subscriber_has_an_email_key")]

    def __str__(self):
        return self.email

    def to_confirm(self):
        """Return the subscriptions to confirm: the unconfirmed ones; all of them if the mailbox was refused."""
        return self.subscriptions.all() if self.refused_at else self.subscriptions.pending()


class Subscription(models.Model):
    """A subscription to a newsletter: requested, then confirmed by mail or on paper in person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions", verbose_name=_("E-Mail"))
    newsletter = models.CharField(_("Was?"), max_length=40)
    wording = models.ForeignKey(ConsentText, models.PROTECT, verbose_name=_("Einverstanden mit"))
    requested_at = models.DateTimeField(_("gewünscht am"))
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True)
    on_paper = models.BooleanField(_("Einwilligung auf Papier"), default=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bestellung per E-Mail")
        verbose_name_plural = _("Bestellungen per E-Mail")
        ordering = ["subscriber__email", "newsletter"]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "newsletter"], name="subscribed_once"),
            models.CheckConstraint(
                condition=Q(on_paper=False) | Q(confirmed_at__isnull=False), name="consent_on_paper_is_consent"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=models.F("requested_at")),
                name="confirmed_after_request",
            ),
        ]

    def __str__(self):
        return f"{self.subscriber}"

    @property
    def is_confirmed(self):
        """Return whether there is consent."""
        return self.confirmed_at is not None


class Dispatch(models.Model):
    """The dispatch of an edition; `size` is the number of recipients, who are not named."""

    newsletter = models.CharField(_("Was?"), max_length=40)
    edition = models.CharField(_("Ausgabe"), max_length=20)
    name = models.CharField(_("Ausgabe"), max_length=120)
    begun_at = models.DateTimeField(_("verschickt am"))
    size = models.PositiveIntegerField(_("an wie viele"), default=0)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("Versand")
        verbose_name_plural = _("Versand per E-Mail")
        ordering = ["-begun_at"]
        constraints = [models.UniqueConstraint(fields=["newsletter", "edition"], name="issue_sent_in_one_dispatch")]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One subscriber's copy of an edition. Unique per subscriber and edition, and the subject of one message."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="copies")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="copies")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zustellung")
        verbose_name_plural = _("Zustellungen")
        constraints = [models.UniqueConstraint(fields=["dispatch", "subscription"], name="delivered_once")]

    def __str__(self):
        return f"{self.dispatch}"
