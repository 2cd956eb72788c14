"""Mistakes in the text of a page that readers have reported."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .pages import Page

MAX_REPORT_LENGTH = 600


class TextReportQuerySet(models.QuerySet):
    """Queries for open and settled reports."""

    def open(self):
        """Filter reports that staff have not settled."""
        return self.filter(settled_at=None)


class TextReport(models.Model):
    """A mistake in the text of a page, reported by a reader without a name."""

    page = models.ForeignKey(Page, verbose_name=_("Seite"), on_delete=models.CASCADE, related_name="reports")
    words = models.TextField(_("Was stimmt nicht?"), max_length=MAX_REPORT_LENGTH)
    # The same for a form that is sent twice with the same answer.
    idempotency_key = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(_("gemeldet"), editable=False)
    settled_at = models.DateTimeField(_("erledigt"), null=True, editable=False)

    objects = TextReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemeldeter Fehler")
        verbose_name_plural = _("gemeldete Fehler")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="text_report_has_words")]

    def __str__(self):
        return f"{self._meta.verbose_name}, {self.page}"
