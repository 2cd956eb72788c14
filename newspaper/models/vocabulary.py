"""The vocabulary by which articles are sorted: columns, subjects, streets and places."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.slugs import MAX_LENGTH, free_slug

_SLUG_HELP = _("Leer lassen: wird aus dem Namen gemacht.")


class Term(models.Model):
    """Abstract base of the vocabulary: a name with its slug."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=MAX_LENGTH, unique=True, blank=True, help_text=_SLUG_HELP)

    class Meta:
        abstract = True
        ordering = [GermanOrder("name")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            others = type(self)._base_manager.exclude(pk=self.pk)
            self.slug = free_slug(self.name, "eintrag", lambda slug: others.filter(slug=slug).exists())
        super().save(*args, **kwargs)


class Column(Term):
    """A column of the paper: "Aus dem Viertel", "Leserbriefe"."""

    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Rubrik")
        verbose_name_plural = _("Rubriken")
        ordering = ["order", GermanOrder("name")]

    def get_absolute_url(self):
        return reverse("newspaper:column", args=[self.slug])


class Subject(Term):
    """A subject of articles: "Verkehr", "Schulen"."""

    history = ContentHistory()

    class Meta(Term.Meta):
        verbose_name = _("Thema der Zeitung")
        verbose_name_plural = _("Themen der Zeitung")

    def get_absolute_url(self):
        return reverse("newspaper:subject", args=[self.slug])


class Place(Term):
    """A street or a place in the quarter."""

    history = ContentHistory()

    class Meta(Term.Meta):
        verbose_name = _("Straße oder Ort")
        verbose_name_plural = _("Straßen und Orte")

    def get_absolute_url(self):
        return reverse("newspaper:place", args=[self.slug])
