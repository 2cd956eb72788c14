"""The dates of events: each is a row with its own URL."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.recurrence.descriptions import when_in_words
from kasch_site.common.history.records import ContentHistory

from .event import Event
from .querysets import OccurrenceQuerySet
from .series import Series
from .validators import check_times


class DateHistory(ContentHistory):
    """The history of dates: what a series generates and removes is in the history of its rule, not here."""

    def is_kept(self, instance):
        return instance.series_id is None


class Occurrence(models.Model):
    """One date of an event. Its URL and UID never change."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("findet statt")
        CANCELLED = "cancelled", _("entfällt")

    event = models.ForeignKey(
        Event, verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="occurrences"
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("Serie"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="occurrences",
    )
    slot = models.DateField(_("Tag nach der Serie"), null=True, editable=False)
    key = models.SlugField(_("Adresse"), max_length=20, editable=False)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    is_all_day = models.BooleanField(_("ganzer Tag"), default=False)
    status = models.CharField(_("Findet statt?"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    reason = models.CharField(_("Grund"), max_length=120, blank=True, help_text=_("Steht auf der Website und im Plan."))
    title = models.CharField(
        _("Titel nur an diesem Tag"),
        max_length=120,
        blank=True,
        help_text=_("Leer lassen: der Titel der Veranstaltung."),
    )
    room = models.ForeignKey(
        "house.Room", verbose_name=_("anderer Raum"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("anderer Ort, nicht im Haus"), max_length=160, blank=True)
    is_special = models.BooleanField(
        _("Im gedruckten Plan"),
        null=True,
        blank=True,
        choices=[
            (None, _("wie es sich ergibt: Einmaliges ist besonders, Serien gehören zur Woche")),
            (True, _("unter „Besonderes“")),
            (False, _("in der Woche")),
        ],
    )
    is_different = models.BooleanField(
        _("weicht ab"),
        default=False,
        editable=False,
        help_text=_("Von Hand geändert: eine Änderung der Serie lässt diesen Termin, wie er ist."),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OccurrenceQuerySet.as_manager()
    history = DateHistory(
        in_bin={"events.OccurrenceCapacity": "occurrence", "events.HeadCount": "occurrence"},
    )

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "slot"], name="occurrence_once_per_slot"),
            models.UniqueConstraint(fields=["event", "key"], name="occurrence_address_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="occurrence_order",
                violation_error_message=_("Das Ende muss nach dem Beginn liegen."),
            ),
            models.CheckConstraint(
                condition=Q(series=None) | Q(slot__isnull=False), name="occurrence_of_series_has_slot"
            ),
            models.CheckConstraint(
                condition=Q(room=None) | Q(place=""),
                name="occurrence_room_or_place",
                violation_error_message=_("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"]), models.Index(fields=["event", "starts_at"])]

    def __str__(self):
        return f"{self.shown_title}, {when_in_words(self.starts_at, self.ends_at, self.is_all_day)}"

    def get_absolute_url(self):
        """Return the URL of the date."""
        return reverse("events:occurrence", args=[self.event.slug, self.key])

    def clean(self):
        """Validate the times."""
        if self.starts_at and self.ends_at:
            check_times(self.starts_at, self.ends_at)

    @property
    def shown_title(self):
        """Return its own title, or that of the event."""
        return self.title or self.event.title

    @property
    def is_cancelled(self):
        """Return whether the date is cancelled."""
        return self.status == self.Status.CANCELLED
