"""Events and their categories."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.picture_field import PictureField
from kasch_site.common.models import Addressed, Publishable, optional_slug
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.richtext import RichTextField
from kasch_site.common.text.slugs import free_slug

from .querysets import EventQuerySet
from .validators import RESERVED_WORDS, validate_free_word


class Category(models.Model):
    """A category of events for residents to filter by: movement, crafts, reading."""

    name = models.CharField(_("Name"), max_length=40, unique=True)
    slug = optional_slug(help_text=_("Leer lassen: wird aus dem Namen gemacht."))
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Kategorie")
        verbose_name_plural = _("Kategorien")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Save the category; generate its slug if empty."""
        if not self.slug:
            others = Category.objects.exclude(pk=self.pk)
            self.slug = free_slug(self.name, "kategorie", lambda slug: others.filter(slug=slug).exists())
        super().save(*args, **kwargs)


class Event(Addressed, Publishable):
    """An event that takes place once or repeatedly; its dates are `Occurrence` rows."""

    class Cost(models.TextChoices):
        FREE = "free", _("kostenlos")
        DONATION = "donation", _("Spende erbeten")
        FEE = "fee", _("kostet etwas")

    class SignUp(models.TextChoices):
        NONE = "none", _("ohne Anmeldung")
        REQUIRED = "required", _("mit Anmeldung")

    title = models.CharField(_("Titel"), max_length=120)
    slug = optional_slug(validate_free_word)
    summary = models.CharField(_("In einem Satz"), max_length=200, blank=True)
    description = RichTextField(_("Beschreibung"), blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("Kategorie"), on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    group = models.ForeignKey(
        "groups.Group", verbose_name=_("Gruppe"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        "house.Room", verbose_name=_("Raum"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("Ort, wenn nicht im Haus"), max_length=160, blank=True)
    picture = PictureField()
    cost = models.CharField(_("Kosten"), max_length=10, choices=Cost.choices, default=Cost.FREE)
    cost_note = models.CharField(
        _("Kosten genauer"), max_length=80, blank=True, help_text=_("Zum Beispiel: 2 Euro für Stoff")
    )
    sign_up = models.CharField(_("Anmeldung"), max_length=10, choices=SignUp.choices, default=SignUp.NONE)
    sign_up_note = models.CharField(
        _("Anmeldung genauer"), max_length=120, blank=True, help_text=_("Zum Beispiel: bis Freitag am Empfang")
    )
    is_step_free = models.BooleanField(
        _("ohne Stufen"), null=True, blank=True, help_text=_("Unbekannt: es gilt, was beim Raum steht.")
    )
    bring_along = models.CharField(_("Mitbringen"), max_length=120, blank=True)
    children_welcome = models.BooleanField(_("Kinder willkommen"), null=True, blank=True)
    stop = models.CharField(
        _("Haltestelle"), max_length=120, blank=True, help_text=_("Leer lassen: die Haltestelle des Hauses.")
    )
    languages = models.ManyToManyField(
        "house.Language", verbose_name=_("Sprachen"), blank=True, related_name="+", help_text=_("Außer Deutsch.")
    )
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = EventQuerySet.as_manager()
    history = ContentHistory(
        m2m_fields=["languages"],
        parts={"events.Series": "event", "events.RegistrationSettings": "event"},
        in_bin={
            "events.Occurrence": "event",
            "events.OccurrenceCapacity": "occurrence__event",
            "events.HeadCount": "occurrence__event",
        },
    )

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
        ordering = [GermanOrder("title")]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(room=None) | Q(place=""),
                name="event_room_or_place",
                violation_error_message=_("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Save the event; generate its slug if empty."""
        if not self.slug:
            self.slug = free_slug(self.title, "veranstaltung", self._is_taken)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Return the URL of the event."""
        return reverse("events:event", args=[self.slug])

    def _is_taken(self, slug):
        return slug in RESERVED_WORDS or Event.objects.exclude(pk=self.pk).filter(slug=slug).exists()
