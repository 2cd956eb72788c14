"""The desk: its open card, and the actions of the day, each of which can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .copies import Copy
from .loans import Loan
from .patrons import Patron


class Desk(models.Model):
    """A desk in use: one browser of one volunteer. `patron` is whose card is open, until `open_until`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    patron = models.ForeignKey(Patron, null=True, on_delete=models.SET_NULL, related_name="+")
    open_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Theke")
        verbose_name_plural = _("Theke")
        constraints = [
            models.CheckConstraint(
                condition=Q(patron=None) | Q(open_until__isnull=False), name="desk_card_ends_by_itself"
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class DeskLineQuerySet(models.QuerySet):
    """Queries for lines of a desk."""

    def newest(self):
        """Order lines by time, the last one first."""
        return self.order_by("-at", "-pk")

    def with_titles(self):
        """Load the titles with their languages."""
        return self.select_related("copy__title").prefetch_related("copy__title__languages")


class DeskLine(models.Model):
    """The outcome of a scan. It refers to a person only by its loan, until that is erased."""

    class Kind(models.TextChoices):
        LENT = "lent", _("ausgeliehen")
        RETURNED = "returned", _("zurückgegeben")
        RENEWED = "renewed", _("verlängert")
        SHOWN = "shown", _("gezeigt")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="+")
    loan = models.ForeignKey(Loan, null=True, on_delete=models.CASCADE, related_name="+")
    # The hold that a loan has served, or for which the copy was put aside.
    hold = models.ForeignKey("library.Hold", null=True, on_delete=models.SET_NULL, related_name="+")
    # The state before the action, as `library.circulation.snapshots` stores it for undoing: no person, no title.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    objects = DeskLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zeile der Theke")
        verbose_name_plural = _("Zeilen der Theke")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["desk", "-at"], name="desk_line_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.copy_id}"
