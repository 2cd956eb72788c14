"""Copies of titles: the books, games and recordings on the shelves, each with a label."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory

from .numbers import LENGTH, serial_of, validate_copy_number
from .titles import Title


class CopyQuerySet(models.QuerySet):
    """Queries for copies."""

    def with_titles(self):
        """Load the titles with their languages."""
        return self.select_related("title").prefetch_related("title__languages")

    def in_stock(self):
        """Filter copies that are not withdrawn, lent or not."""
        return self.exclude(state=Copy.State.WITHDRAWN)

    def reservable(self, title):
        """Filter the copies of a title that can be reserved: lent, on the shelf or in repair, not missing."""
        return self.in_stock().filter(title=title).exclude(~_is_lent(), state=Copy.State.LOST)

    def lent(self):
        """Filter copies that are lent."""
        return self.filter(_is_lent())

    def put_aside(self):
        """Filter copies that are ready for pickup."""
        return self.filter(_is_put_aside())

    def available(self):
        """Filter copies that can be taken home now: in use, not lent, not put aside."""
        return self.filter(~_is_lent(), ~_is_put_aside(), state=Copy.State.IN_USE)

    def with_status(self):
        """Annotate copies with `is_lent` and `is_put_aside`."""
        return self.annotate(is_lent=_is_lent(), is_put_aside=_is_put_aside())


def _is_lent():
    # Loans and holds import copies: the relations know them.
    return Exists(_related("loans").filter(copy=OuterRef("pk"), returned_at=None))


def _is_put_aside():
    return Exists(_related("holds").filter(copy=OuterRef("pk"), state="ready"))


def _related(name):
    return Copy._meta.get_field(name).related_model.objects


class Copy(models.Model):
    """A copy of a title. Whether it is lent or put aside is derived from loans and holds, not stored in its state."""

    class State(models.TextChoices):
        IN_USE = "in_use", _("in Ordnung")
        REPAIR = "repair", _("in Reparatur")
        LOST = "lost", _("vermisst")
        WITHDRAWN = "withdrawn", _("ausgesondert")

    title = models.ForeignKey(Title, verbose_name=_("Titel"), on_delete=models.PROTECT, related_name="copies")
    number = models.CharField(
        _("Nummer auf dem Etikett"), max_length=LENGTH, unique=True, validators=[validate_copy_number]
    )
    shelf = models.CharField(_("Regal"), max_length=60, blank=True, help_text=_("Zum Beispiel „Roman K“."))
    is_in_storage = models.BooleanField(_("im Lager"), default=False)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.IN_USE)
    condition = models.CharField(
        _("Was auffällt"), max_length=120, blank=True, help_text=_("Zum Beispiel „Seite 12 eingerissen“.")
    )
    added_on = models.DateField(_("da seit"))
    withdrawn_on = models.DateField(_("ausgesondert am"), null=True, blank=True, editable=False)
    # The first day of the month in which it was last scanned; the exact day could reveal who returned it.
    seen_in = models.DateField(_("zuletzt gesehen"), null=True, blank=True, editable=False)

    objects = CopyQuerySet.as_manager()
    history = ContentHistory(excluded_fields=["seen_in"])

    class Meta:
        verbose_name = _("Exemplar")
        verbose_name_plural = _("Exemplare")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
                name="copy_withdrawn_on_a_day",
            ),
            models.CheckConstraint(condition=Q(seen_in=None) | Q(seen_in__day=1), name="copy_seen_in_a_month"),
            models.CheckConstraint(condition=Q(number__startswith="2"), name="copy_number_in_its_range"),
        ]
        indexes = [models.Index(fields=["title", "state"], name="copy_of_title")]

    def __str__(self):
        return _("Nr. %(serial)s") % {"serial": self.short_number}

    @property
    def short_number(self) -> str:
        """Return the serial of the label, which people read out: "1432"."""
        return str(serial_of(self.number))

    @property
    def place(self) -> str:
        """Return its place as text: "Regal Roman K", "im Lager"."""
        if self.is_in_storage:
            return _("im Lager")
        return _("Regal %(shelf)s") % {"shelf": self.shelf} if self.shelf else ""
