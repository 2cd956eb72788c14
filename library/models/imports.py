"""Imports of titles: a file, what is in it, and how far it has come."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CatalogueImport(models.Model):
    """A file with titles that staff uploaded. First it is read, then looked at, then taken over line by line."""

    class State(models.TextChoices):
        READING = "reading", _("wird gelesen")
        PREVIEW = "preview", _("zum Ansehen")
        RUNNING = "running", _("wird übernommen")
        STOPPED = "stopped", _("angehalten")
        DONE = "done", _("fertig")
        FAILED = "failed", _("nicht lesbar")

    file_name = models.CharField(_("Datei"), max_length=120)
    file = models.FileField(_("Datei"), upload_to="library-imports/", blank=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.READING)
    reason = models.CharField(_("Warum nicht"), max_length=300, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(_("begonnen"), editable=False)

    class Meta:
        verbose_name = _("Einlesen einer Datei")
        verbose_name_plural = _("Dateien einlesen")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows_total")), name="import_never_past_its_end"),
        ]

    def __str__(self):
        return self.file_name


class ImportRow(models.Model):
    """One record of the file: new, already here, or wrong, with the reason."""

    class Verdict(models.TextChoices):
        NEW = "new", _("neu")
        HERE = "here", _("schon da")
        WRONG = "wrong", _("geht nicht")

    batch = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("Zeile"))
    verdict = models.CharField(_("Ergebnis"), max_length=6, choices=Verdict.choices)
    reason = models.CharField(_("Warum"), max_length=200, blank=True)
    fields = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Zeile einer Datei")
        verbose_name_plural = _("Zeilen einer Datei")
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="import_row_once")]

    def __str__(self):
        return f"{self.line}: {self.get_verdict_display()}"
