"""Articles: what an issue contains."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory

from .issues import Issue
from .pages import MAX_PAGES, Page
from .vocabulary import Column, Place, Subject


class ArticleQuerySet(models.QuerySet):
    """Queries for articles."""

    def published(self):
        """Filter articles that residents may read: of a published issue, and not on a hidden page."""
        return self.visible().filter(issue__in=Issue.objects.published())

    def visible(self):
        """Filter articles that are not on a hidden page, those of drafts included."""
        hidden = Page.objects.filter(issue=OuterRef("issue"), number=OuterRef("page")).exclude(hidden_at=None)
        return self.exclude(Exists(hidden))

    def in_order(self):
        """Order articles as in their issue."""
        return self.order_by("page", "order", "pk")

    def newest(self):
        """Order articles by issue, the newest first."""
        return self.order_by("-issue__year", "-issue__number", "page", "order", "pk")

    def for_display(self):
        """Load what a list of articles shows, and no more."""
        return self.select_related("issue", "column")


class Article(models.Model):
    """An article of an issue. `page` is the number of the page on which it begins."""

    issue = models.ForeignKey(Issue, verbose_name=_("Ausgabe"), on_delete=models.CASCADE, related_name="articles")
    title = models.CharField(_("Überschrift"), max_length=200)
    page = models.PositiveSmallIntegerField(
        _("beginnt auf Seite"), validators=[MinValueValidator(1), MaxValueValidator(MAX_PAGES)]
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge auf der Seite"), default=0)
    author = models.CharField(
        _("von"), max_length=160, blank=True, help_text=_("Wie es in der Zeitung steht; mehrere mit Strichpunkt.")
    )
    column = models.ForeignKey(
        Column, verbose_name=_("Rubrik"), on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    subjects = models.ManyToManyField(Subject, verbose_name=_("Themen"), blank=True, related_name="articles")
    places = models.ManyToManyField(Place, verbose_name=_("Straßen und Orte"), blank=True, related_name="articles")
    summary = models.CharField(_("Worum geht es? In einem Satz"), max_length=250, blank=True)
    text = models.TextField(
        _("Text"),
        max_length=100_000,
        blank=True,
        help_text=_("Absätze trennt eine leere Zeile. Ohne Text führt der Artikel zur Seite der Ausgabe."),
    )

    objects = ArticleQuerySet.as_manager()
    history = ContentHistory(m2m_fields=["subjects", "places"])

    class Meta:
        verbose_name = _("Artikel")
        verbose_name_plural = _("Artikel")
        ordering = ["-issue__year", "-issue__number", "page", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(page__gte=1, page__lte=MAX_PAGES), name="article_page_plausible"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("newspaper:article", args=[self.pk])

    @property
    def author_names(self) -> list[str]:
        """Return the names of the authors, in natural order."""
        return [name.strip() for name in self.author.split(";") if name.strip()]
