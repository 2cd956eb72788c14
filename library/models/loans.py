"""Loans. A returned one loses its patron after a week and is only counted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .copies import Copy
from .patrons import Patron


class LoanQuerySet(models.QuerySet):
    """Queries for loans."""

    def open(self):
        """Filter what patrons have at home."""
        return self.filter(returned_at=None)

    def of(self, patron):
        """Filter the loans of a patron, the earliest due date first."""
        return self.filter(patron=patron).order_by("due_on", "pk")

    def overdue(self, today):
        """Filter open loans whose due date has passed."""
        return self.open().filter(due_on__lt=today)

    def to_forget(self, before):
        """Filter loans returned before this moment that still name their patron."""
        return self.filter(returned_at__lt=before, patron__isnull=False)


class Loan(models.Model):
    """A copy at a patron's home from `lent_at` until `returned_at`; `due_on` is the last day of the loan."""

    copy = models.ForeignKey(Copy, verbose_name=_("Exemplar"), on_delete=models.PROTECT, related_name="loans")
    patron = models.ForeignKey(
        Patron, verbose_name=_("an"), null=True, blank=True, on_delete=models.PROTECT, related_name="loans"
    )
    lent_at = models.DateTimeField(_("ausgeliehen"))
    due_on = models.DateField(_("zurück bis"))
    renewals = models.PositiveSmallIntegerField(_("verlängert"), default=0)
    returned_at = models.DateTimeField(_("zurückgegeben"), null=True, blank=True)
    # Set when the reminder of this due date was queued; a renewal clears it.
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ausleihe")
        verbose_name_plural = _("Ausleihen")
        ordering = ["-lent_at", "-pk"]
        permissions = [("see_numbers", _("Zahlen der Bibliothek sehen"))]
        constraints = [
            models.UniqueConstraint(fields=["copy"], condition=Q(returned_at=None), name="never_lent_twice"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False) | Q(patron__isnull=False), name="loan_open_with_a_patron"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("lent_at")), name="loan_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["patron", "returned_at"], name="loan_of_patron"),
            models.Index(fields=["due_on"], condition=Q(returned_at=None), name="loan_due"),
            models.Index(fields=["lent_at"], name="loan_lent"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Return whether the copy is still at the patron's home."""
        return self.returned_at is None
