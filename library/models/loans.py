"""Loans. A returned one is erased after a week; only counts by title and month are kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .copies import Copy
from .patrons import Patron
from .titles import Title


class LoanQuerySet(models.QuerySet):
    """Queries for loans."""

    def open(self):
        """Filter loans that have not been returned."""
        return self.filter(returned_at=None)

    def of(self, patron):
        """Filter the loans of a patron, ordered by due date."""
        return self.filter(patron=patron).order_by("due_on", "pk")

    def overdue(self, today):
        """Filter open loans whose due date has passed."""
        return self.open().filter(due_on__lt=today)

    def with_titles(self):
        """Load the titles with their languages."""
        return self.select_related("copy__title").prefetch_related("copy__title__languages")

    def returned_before(self, moment):
        """Filter loans that ended before a moment."""
        return self.filter(returned_at__lt=moment)


class Loan(models.Model):
    """The loan of a copy to a patron from `lent_at` until `returned_at`; `due_on` is its last day."""

    copy = models.ForeignKey(Copy, verbose_name=_("Exemplar"), on_delete=models.PROTECT, related_name="loans")
    patron = models.ForeignKey(Patron, verbose_name=_("an"), on_delete=models.PROTECT, related_name="loans")
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
        permissions = [("see_statistics", _("Zahlen der Bibliothek sehen"))]
        constraints = [
            models.UniqueConstraint(fields=["copy"], condition=Q(returned_at=None), name="never_lent_twice"),
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
        """Return whether the copy has not been returned."""
        return self.returned_at is None


class LoanCount(models.Model):
    """The number of erased loans of a title that began in a month.

    It names no person, no copy and no day. All rows of a month are written again whenever one of them changes
    (`returned_loans`), in the order of the titles, so that their order does not tell what came back together.
    """

    title = models.ForeignKey(Title, verbose_name=_("Titel"), on_delete=models.PROTECT, related_name="loan_counts")
    month = models.DateField(_("Monat"))  # its first day
    number = models.PositiveIntegerField(_("Ausleihen"))

    class Meta:
        verbose_name = _("Zahl der Ausleihen")
        verbose_name_plural = _("Zahlen der Ausleihen")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "title"], name="loans_counted_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="loans_counted_by_month"),
            models.CheckConstraint(condition=Q(number__gte=1), name="loans_counted_from_one"),
        ]

    def __str__(self):
        return f"{self.title_id}, {self.month}: {self.number}"
