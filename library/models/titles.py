"""Titles of the catalogue; what is on the shelf is a copy of a title."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.german_order import GermanOrder, sort_key
from kasch_site.house.models import Language

from .rules import MediumKind

MAX_AGE = 18
ISBN_LENGTH = 13


class Subject(models.Model):
    """A subject of the catalogue: "Krimi", "Kochen"."""

    name = models.CharField(_("Thema"), max_length=60, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Thema der Bibliothek")
        verbose_name_plural = _("Themen der Bibliothek")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name


class TitleQuerySet(models.QuerySet):
    """Queries for titles."""

    def published(self):
        """Filter titles that residents see: not hidden, and with a copy in stock."""
        return self.filter(Exists(_copies().exclude(state="withdrawn")), is_hidden=False)

    def available(self):
        """Filter titles with a copy that can be taken home now."""
        return self.filter(Exists(_copies().available()))

    def newest(self):
        """Order titles by arrival, the newest first."""
        return self.order_by("-added_on", "-pk")

    def for_display(self):
        """Load what lists and pages show of titles, in two queries."""
        return self.select_related("medium", "cover").prefetch_related("languages")

    def with_number_of_copies(self):
        """Annotate titles with their `number_of_copies` in stock.

        Uses a subquery, which is evaluated only for the titles of a page; a join would group all titles before sorting.
        """
        numbers = _copies().in_stock().order_by().values("title").annotate(number=Count("pk")).values("number")
        return self.annotate(number_of_copies=Coalesce(Subquery(numbers), 0))

    def in_german_order(self):
        """Order titles alphabetically in German order (DIN 5007)."""
        return self.order_by("sort_title", "pk")

    def for_children(self, first: int, last: int):
        """Filter titles for children between these ages, both inclusive."""
        return self.filter(age_from__lte=last).filter(Q(age_until=None) | Q(age_until__gte=first))


def _copies():
    # Copies import titles: the relation knows them.
    return Title._meta.get_field("copies").related_model.objects.filter(title=OuterRef("pk"))


def sort_title_of(title: str) -> str:
    """Return the sort key of a title. `save` sets it; bulk statements must set it themselves."""
    return sort_key(title)[:250]


class Title(models.Model):
    """A title, such as a book, an audio book or a game.

    `authors` are names in natural order, separated by semicolons: "Erich Kästner; Walter Trier". `isbn` is an ISBN-13
    without hyphens; many titles have none.
    """

    title = models.CharField(_("Titel"), max_length=250)
    subtitle = models.CharField(_("Untertitel"), max_length=250, blank=True)
    authors = models.CharField(
        _("Wer es geschrieben hat"),
        max_length=250,
        blank=True,
        help_text=_("Vorname Nachname; mehrere mit Strichpunkt: „Erich Kästner; Walter Trier“."),
    )
    medium = models.ForeignKey(MediumKind, verbose_name=_("Art"), on_delete=models.PROTECT, related_name="titles")
    languages = models.ManyToManyField(Language, verbose_name=_("Sprachen"), blank=True, related_name="+")
    subjects = models.ManyToManyField(Subject, verbose_name=_("Themen"), blank=True, related_name="titles")
    isbn = models.CharField(_("ISBN"), max_length=ISBN_LENGTH, blank=True)
    series = models.CharField(_("Reihe"), max_length=120, blank=True)
    volume = models.CharField(_("Band"), max_length=20, blank=True)
    publisher = models.CharField(_("Verlag"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("Jahr"), null=True, blank=True)
    description = models.TextField(_("Worum es geht"), max_length=2000, blank=True)
    age_from = models.PositiveSmallIntegerField(
        _("für Kinder ab, Jahre"), null=True, blank=True, validators=[MaxValueValidator(MAX_AGE)]
    )
    age_until = models.PositiveSmallIntegerField(
        _("bis, Jahre"), null=True, blank=True, validators=[MaxValueValidator(MAX_AGE)]
    )
    is_large_print = models.BooleanField(_("Großdruck"), default=False)
    is_easy = models.BooleanField(_("leicht zu lesen"), default=False)
    parts = models.CharField(
        _("Was dazugehört"),
        max_length=200,
        blank=True,
        help_text=_("Bei Spielen und Figuren: „Spielplan, 4 Figuren, 1 Würfel“. Danach fragt die Theke."),
    )
    cover = models.ForeignKey(
        "common.Picture",
        verbose_name=_("Umschlag"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nur, wenn das Haus das Bild zeigen darf. Ohne Bild zeichnet die Website einen Umschlag."),
    )
    is_hidden = models.BooleanField(_("nicht im Katalog zeigen"), default=False)
    added_on = models.DateField(_("neu seit"))
    sort_title = models.CharField(max_length=250, editable=False, db_index=True)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = TitleQuerySet.as_manager()
    history = ContentHistory(excluded_fields=["sort_title"])

    class Meta:
        verbose_name = _("Titel")
        verbose_name_plural = _("Titel")
        ordering = ["sort_title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["isbn"],
                condition=~Q(isbn=""),
                name="title_isbn_once",
                violation_error_message=_("Einen Titel mit dieser ISBN gibt es schon."),
            ),
            models.CheckConstraint(
                condition=Q(age_until=None) | Q(age_from__isnull=False, age_until__gte=F("age_from")),
                name="title_ages_in_order",
                violation_error_message=_("Bitte prüfen Sie das Alter: „ab“ kommt vor „bis“."),
            ),
        ]
        indexes = [models.Index(fields=["-added_on", "-id"], name="title_newest")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.sort_title = sort_title_of(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("library:title", args=[self.pk])

    @property
    def author_names(self) -> list[str]:
        """Return the names of the authors, in natural order."""
        return [name.strip() for name in self.authors.split(";") if name.strip()]
