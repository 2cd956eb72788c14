"""Messages to persons, stored without personal data."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .message_querysets import MessageQuerySet


class Channel(models.TextChoices):
    """The channel by which a person is notified."""

    MAIL = "mail", _("E-Mail")
    PHONE = "phone", _("Anruf")
    POST = "post", _("Brief")


class Message(models.Model):
    """A message to a person: its channel and its state."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        SENDING = "sending", _("wird gesendet")  # in flight, or in flight when a process was killed
        DONE = "done", _("zugestellt")
        CANCELLED = "cancelled", _("nicht mehr nötig")
        DECLINED = "declined", _("möchte nicht")
        FAILED = "failed", _("nicht zustellbar")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.CharField(_("Bereich"), max_length=20)
    kind = models.CharField(_("Art"), max_length=40)
    subject = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(_("Weg"), max_length=5, choices=Channel.choices)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.WAITING)
    wanted_at = models.DateTimeField(_("seit"))  # when the notification was due
    due_at = models.DateTimeField(_("nächster Versuch"))
    # Caused on the website by somebody who may not own the mailbox: counts towards its cap (`caps`).
    is_requested = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    finished_at = models.DateTimeField(_("erledigt"), null=True)
    failure_reason = models.CharField(_("Was war los?"), max_length=120, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], finished_at=None)
                | Q(state__in=["done", "cancelled", "declined", "failed"], finished_at__isnull=False),
                name="message_finished_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "channel", "due_at"], name="message_to_do"),
            models.Index(fields=["section", "subject"], name="message_about"),
        ]

    def __str__(self):
        return f"{self.section}: {self.kind}"

    @property
    def is_open(self):
        """Return whether the message is still to be delivered."""
        return self.state in (self.State.WAITING, self.State.SENDING)
