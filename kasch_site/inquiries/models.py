"""Inquiries of residents, responsibilities and monthly counts."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.house.models import ContactPerson, Room
from kasch_site.visitors.models import Visitor, one_contact

from .querysets import InquiryQuerySet

MAX_PEOPLE = 2000
MAX_TEXT_LENGTH = 1500


class Kind(models.TextChoices):
    """The kind of an inquiry."""

    ROOM = "room", _("Raumanfrage")
    HELP = "help", _("Angebot mitzumachen")


class Task(models.TextChoices):
    """The rough area in which a person offers to help."""

    EVENTS = "events", _("Bei Festen und Veranstaltungen helfen")
    HOUSE = "house", _("Im Haus mit anpacken")
    SHARE = "share", _("Anderen etwas zeigen, das ich gut kann")
    WRITE = "write", _("Schreiben, fotografieren, gestalten")
    IDEA = "idea", _("Eine eigene Idee umsetzen")
    OPEN = "open", _("Das weiß ich noch nicht")


class Inquiry(Visitor):
    """A request for a room or an offer to help, from a resident who expects an answer."""

    class State(models.TextChoices):
        NEW = "new", _("neu")
        ASSIGNED = "assigned", _("in Arbeit")
        ANSWERED = "answered", _("beantwortet")

    # The same for identical repeated submissions; see `guard.GuardedFormMixin.message_id`.
    message_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Art"), max_length=4, choices=Kind.choices)
    room = models.ForeignKey(Room, verbose_name=_("Raum"), on_delete=models.SET_NULL, null=True, blank=True)
    day = models.DateField(_("Tag"), null=True, blank=True)
    when = models.CharField(_("Wann"), max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(_("Personen"), null=True, blank=True)
    tasks = models.JSONField(_("Möchte gern"), default=list, blank=True)
    description = models.TextField(_("In eigenen Worten"), max_length=MAX_TEXT_LENGTH, blank=True)
    received_at = models.DateTimeField(_("eingegangen"), default=clock.now, editable=False)
    state = models.CharField(_("Stand"), max_length=8, choices=State.choices, default=State.NEW, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("kümmert sich"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    answer = models.TextField(_("Antwort"), max_length=MAX_TEXT_LENGTH, blank=True)
    is_notified = models.BooleanField(_("mit Nachricht"), default=False, editable=False)
    answered_at = models.DateTimeField(_("beantwortet"), null=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anfrage")
        verbose_name_plural = _("Anfragen")
        ordering = [F("answered_at").desc(nulls_first=True), "-received_at"]
        constraints = [
            *Visitor.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="inquiry_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="inquiry_has_a_name"),
            one_contact("inquiry_one_way_to_reach"),
            models.CheckConstraint(
                condition=Q(people=None) | Q(people__gte=1, people__lte=MAX_PEOPLE), name="inquiry_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "assigned"], answered_at=None, is_notified=False)
                | Q(state="answered", answered_at__isnull=False),
                name="inquiry_answered_or_not",
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="inquiry_to_do")]

    def __str__(self):
        # Appears in the admin log long after the person's data are erased, so it contains no name.
        day = date_format(timezone.localtime(self.received_at), "j. F Y")
        return gettext("%(kind)s vom %(day)s") % {"kind": self.get_kind_display(), "day": day}

    @property
    def is_answered(self):
        """Return whether staff have answered."""
        return self.state == self.State.ANSWERED

    @property
    def task_labels(self) -> list[str]:
        """Return the selected tasks in words."""
        return [str(Task(task).label) for task in self.tasks if task in Task.values]

    @property
    def desk_url(self) -> str:
        """Return the admin URL where staff read and answer it."""
        return reverse("admin:inquiries_inquiry_change", args=[self.pk])


class Responsibility(models.Model):
    """The contact person for a kind of inquiries, and the number of days within which an answer is promised."""

    kind = models.CharField(_("Art der Anfrage"), max_length=4, choices=Kind.choices, unique=True)
    person = models.ForeignKey(
        ContactPerson, verbose_name=_("Ansprechperson"), on_delete=models.CASCADE, related_name="+"
    )
    working_days = models.PositiveSmallIntegerField(
        _("Antwort nach höchstens … Öffnungstagen"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Steht nach dem Absenden auf der Website. Leer lassen: nichts versprechen."),
    )

    class Meta:
        verbose_name = _("Zuständigkeit für Anfragen")
        verbose_name_plural = _("Zuständigkeiten für Anfragen")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="responsibility_kind"),
            models.CheckConstraint(
                condition=Q(working_days=None) | Q(working_days__gte=1, working_days__lte=30),
                name="responsibility_days",
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())


class InquiryCount(models.Model):
    """Number of erased inquiries per kind and month; permanent."""

    month = models.DateField()  # first day of the month
    kind = models.CharField(max_length=4, choices=Kind.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "kind"], name="inquiries_counted_once_a_month")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.kind}: {self.count}"
