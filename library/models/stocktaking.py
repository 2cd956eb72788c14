"""Stock-taking: the scans, and the findings once it is applied."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .copies import Copy


class Stocktake(models.Model):
    """A stock-taking of everything or of one shelf. It is applied once, or discarded."""

    shelf = models.CharField(_("nur dieses Regal"), max_length=60, blank=True)
    begun_at = models.DateTimeField(_("begonnen"), editable=False)
    applied_at = models.DateTimeField(_("übernommen"), null=True, blank=True, editable=False)
    # The number of correct copies when it was applied; all others are its findings.
    right_count = models.PositiveIntegerField(_("stand richtig"), default=0, editable=False)

    class Meta:
        verbose_name = _("Bestandsprüfung")
        verbose_name_plural = _("Bestandsprüfungen")
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(fields=["shelf"], condition=Q(applied_at=None), name="stocktake_one_of_a_shelf"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {localtime(self.begun_at):%d.%m.%Y}"


class StocktakeScan(models.Model):
    """A scanned number, stored once for each stock-taking."""

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="scans")
    number = models.CharField(_("Nummer"), max_length=20)
    copy = models.ForeignKey(Copy, null=True, on_delete=models.CASCADE, related_name="+")
    shelf = models.CharField(_("gescannt im Regal"), max_length=60, blank=True)
    scanned_at = models.DateTimeField(_("gescannt"))

    class Meta:
        verbose_name = _("gescannte Nummer")
        verbose_name_plural = _("gescannte Nummern")
        ordering = ["-scanned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "number"], name="stocktake_scans_a_number_once"),
        ]

    def __str__(self):
        return self.number


class StocktakeFinding(models.Model):
    """A difference found for a copy, stored when the stock-taking was applied."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("nicht gescannt")
        MISPLACED = "misplaced", _("im falschen Regal")
        LENT = "lent", _("ausgeliehen und trotzdem hier")
        WITHDRAWN = "withdrawn", _("ausgesondert und trotzdem hier")
        LOST = "lost", _("vermisst und wieder da")

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="findings")
    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("was nicht stimmte"), max_length=10, choices=Kind.choices)
    shelf = models.CharField(_("gescannt im Regal"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Ergebnis einer Bestandsprüfung")
        verbose_name_plural = _("Ergebnisse einer Bestandsprüfung")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "copy"], name="stocktake_finds_a_copy_once"),
        ]

    def __str__(self):
        return f"{self.copy}: {self.get_kind_display()}"
