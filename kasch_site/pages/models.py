"""Pages written by staff, and residents' reports of barriers."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.picture_field import PictureField
from kasch_site.common.models import Addressed, Publishable, PublishableQuerySet, optional_slug
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.richtext import RichTextField
from kasch_site.common.text.slugs import free_slug

from .addresses import reserved_slugs


class PageQuerySet(PublishableQuerySet):
    def with_role(self):
        """Return pages with a fixed role, which other parts of the site rely on."""
        return self.exclude(role="")

    def with_blanks(self):
        """Return pages with a marked placeholder for a fact that only the association knows."""
        return self.filter(body__contains=BLANK)

    def at(self, language, slug):
        """Return the page with that language and slug, if it exists."""
        return self.filter(language=language, slug=slug)


BLANK = "<mark>"


class Page(Addressed, Publishable):
    """A text with a URL and an optional menu entry."""

    class Place(models.TextChoices):
        MAIN = "main", _("Hauptmenü")
        FOOTER = "footer", _("Fußzeile")
        LEGAL = "legal", _("Fußzeile, Rechtliches")
        TOP = "top", _("ganz oben (Leichte Sprache)")
        NOWHERE = "none", _("in keinem Menü")

    class Role(models.TextChoices):
        """Pages that other parts of the site link to."""

        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Barrierefreiheit")
        DISCLAIMER = "disclaimer", _("Haftungsausschluss")
        ABOUT = "about", _("Über uns: mit der Geschichte des Hauses und den Projekten")
        WELCOME = "welcome", _("Startseite einer anderen Sprache")

    title = models.CharField(_("Titel"), max_length=120)
    slug = optional_slug(unique=False)
    language = models.CharField(_("Sprache"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    summary = models.CharField(_("Worum geht es? In einem Satz"), max_length=200, blank=True)
    body = RichTextField(_("Text"), blank=True)
    picture = PictureField()
    documents = models.ManyToManyField(
        "documents.Document", verbose_name=_("Zum Herunterladen"), blank=True, related_name="+"
    )
    menu = models.CharField(_("Platz im Menü"), max_length=10, choices=Place.choices, default=Place.NOWHERE)
    menu_name = models.CharField(_("Name im Menü"), max_length=40, blank=True, help_text=_("Leer lassen: der Titel."))
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    role = models.CharField(
        _("feste Aufgabe"),
        max_length=20,
        choices=Role.choices,
        blank=True,
        help_text=_("Andere Seiten verlassen sich darauf, dass es das Impressum und die anderen hier gibt."),
    )
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = PageQuerySet.as_manager()
    history = ContentHistory(m2m_fields=["documents"])

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")
        ordering = ["language", "menu", "order", GermanOrder("title")]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(fields=["language", "slug"], name="page_address_once_per_language"),
            models.UniqueConstraint(
                fields=["language", "role"], condition=~models.Q(role=""), name="page_role_once_per_language"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug="") | (models.Q(role="welcome") & ~models.Q(language=settings.LANGUAGE_CODE)),
                name="page_has_an_address",
                violation_error_message=_("Die Seite braucht eine Adresse."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if not self.is_foreign:
            return reverse("pages:page", args=[self.slug])
        if not self.slug:
            return reverse("pages:welcome", args=[self.language])
        return reverse("pages:foreign_page", args=[self.language, self.slug])

    def clean(self):
        super().clean()
        self._fill_slug()
        if self.is_welcome and not self.is_foreign:
            raise ValidationError({"role": _("Diese Aufgabe gibt es nur in einer anderen Sprache.")})
        if not self.is_foreign and self.slug in reserved_slugs():
            raise ValidationError({"slug": _("Unter dieser Adresse steht schon ein anderer Teil der Website.")})

    def save(self, *args, **kwargs):
        self._fill_slug()
        super().save(*args, **kwargs)

    def _fill_slug(self):
        if not self.slug and not self.is_welcome:
            self.slug = free_slug(self.title, "seite", self._is_taken)

    def _is_taken(self, slug):
        duplicates = Page.objects.at(self.language, slug).exclude(pk=self.pk)
        return (not self.is_foreign and slug in reserved_slugs()) or duplicates.exists()

    @property
    def is_welcome(self):
        """Return whether it is the start page of another language, whose URL needs no slug."""
        return self.role == self.Role.WELCOME

    @property
    def is_foreign(self):
        """Return whether it is written in another language than the site."""
        return self.language != settings.LANGUAGE_CODE

    @property
    def blanks(self) -> int:
        """Return the number of marked placeholders for facts that only the association knows."""
        return self.body.count(BLANK)


class BarrierReportQuerySet(models.QuerySet):
    def open(self):
        """Return reports that are not settled yet."""
        return self.filter(settled_at=None)

    def settled_before(self, moment):
        """Return reports that were settled before that moment."""
        return self.filter(settled_at__lt=moment)


class BarrierReport(models.Model):
    """A report of a barrier on the website or in the house; erased a year after it was settled."""

    # The same for a form submitted twice with the same values; see `guard.GuardedFormMixin.message_id`.
    message_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    description = models.TextField(_("Was ist schwierig?"), max_length=2000)
    where = models.CharField(_("Wo?"), max_length=300, blank=True)
    contact = models.CharField(_("Wie erreichen wir Sie?"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("eingegangen"), auto_now_add=True)
    settled_at = models.DateTimeField(_("erledigt"), null=True, blank=True)

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemeldete Barriere")
        verbose_name_plural = _("gemeldete Barrieren")
        ordering = ["settled_at", "-received_at"]

    def __str__(self):
        return self.description[:60]
