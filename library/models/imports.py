"""Imports of titles: a file, its rows, and the progress."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .rules import MediumKind


class CatalogueImport(models.Model):
    """A file with titles that staff have uploaded: it is read, previewed, and imported row by row."""

    class State(models.TextChoices):
        READING = "reading", _("wird gelesen")
        PREVIEW = "preview", _("zum Ansehen")
        RUNNING = "running", _("wird übernommen")
        STOPPED = "stopped", _("angehalten")
        DONE = "done", _("fertig")
        FAILED = "failed", _("nicht lesbar")

    file_name = models.CharField(_("Datei"), max_length=120)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.READING)
    reason = models.CharField(_("Warum nicht"), max_length=300, blank=True)
    # For a table: the headings of its columns, and what they mean (`catalogue.imports.headings`).
    headings = models.JSONField(default=list, editable=False)
    meanings = models.JSONField(default=list, editable=False)
    medium = models.ForeignKey(
        MediumKind,
        verbose_name=_("Art, wenn die Datei keine nennt"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    adds_copies = models.BooleanField(_("Was schon da ist, bekommt ein weiteres Exemplar"), default=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("begonnen"), editable=False)

    class Meta:
        verbose_name = _("Datei mit Titeln")
        verbose_name_plural = _("Dateien mit Titeln")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="import_never_past_its_end"),
        ]

    def __str__(self):
        return self.file_name


class ImportFile(models.Model):
    """The content of an uploaded file, until it is imported. Stored in the database because it is private."""

    batch = models.OneToOneField(CatalogueImport, primary_key=True, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("Inhalt der Datei")
        verbose_name_plural = _("Inhalte der Dateien")

    def __str__(self):
        return str(self.pk)


class ImportRowQuerySet(models.QuerySet):
    """Queries for rows of imported files."""

    def to_import(self, adds_copies: bool):
        """Filter rows to import: new titles, and with `adds_copies` copies of existing ones."""
        is_wanted = Q(verdict=ImportRow.Verdict.NEW)
        if adds_copies:
            is_wanted |= Q(verdict=ImportRow.Verdict.HERE) & ~Q(fields={})
        return self.filter(is_wanted, done_at=None)


class ImportRow(models.Model):
    """A record of the file: new, existing, or wrong with the reason."""

    # The key in `fields` of the cells of a wrong row, by the meanings of their columns.
    CELLS = "cells"

    class Verdict(models.TextChoices):
        NEW = "new", _("neu")
        HERE = "here", _("schon da")
        WRONG = "wrong", _("mit Fehler")

    batch = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("Zeile"))
    verdict = models.CharField(_("Ergebnis"), max_length=6, choices=Verdict.choices)
    reason = models.CharField(_("Warum"), max_length=200, blank=True)
    fields = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zeile einer Datei")
        verbose_name_plural = _("Zeilen einer Datei")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict", "line"], name="import_row_by_verdict")]

    def __str__(self):
        return f"{self.line}: {self.get_verdict_display()}"

    @property
    def title(self) -> str:
        """Return the title of the row; for a wrong row without a title its other content."""
        cells = self.fields.get(self.CELLS, {})
        return self.fields.get("title") or cells.get("title") or ", ".join(cells.values())
