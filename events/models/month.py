"""Printed plans, accepted conflicts and undoable steps of a month."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.time_words import month_in_words

from .occurrence import Occurrence

# Period in which a bulk action can be undone.
UNDO_STEP_LIFETIME = timedelta(hours=24)


class MonthRecord(models.Model):
    """Abstract base of records that belong to one month."""

    year = models.PositiveSmallIntegerField(_("Jahr"))
    month = models.PositiveSmallIntegerField(_("Monat"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100, month__gte=1, month__lte=12),
                name="%(class)s_month_exists",
                violation_error_message=_("Diesen Monat gibt es nicht."),
            )
        ]

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)


class MonthRecordQuerySet(models.QuerySet):
    def of(self, month: date):
        """Return the records of the month that begins on this day."""
        return self.filter(year=month.year, month=month.month)

    def can_be_taken_back(self, now=None):
        """Return steps of the last day that are not undone yet, latest first."""
        since = (now or clock.now()) - UNDO_STEP_LIFETIME
        return self.filter(taken_back_at=None, made_at__gt=since).order_by("-made_at", "-pk")


class PrintedPlan(MonthRecord):
    """A printed plan of a month with its content: public data only."""

    made_at = models.DateTimeField(_("gedruckt"))
    rows = models.JSONField(_("was darauf stand"), editable=False)

    objects = MonthRecordQuerySet.as_manager()

    class Meta(MonthRecord.Meta):
        verbose_name = _("gedruckter Plan")
        verbose_name_plural = _("gedruckte Pläne")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["year", "month", "-made_at"], name="edition_of_month")]

    def __str__(self):
        return month_in_words(self.first_day)


class MonthHighlight(MonthRecord):
    """The highlighted date of the printed plan of a month. A month has at most one."""

    occurrence = models.ForeignKey(
        Occurrence, verbose_name=_("Termin"), on_delete=models.CASCADE, related_name="highlights"
    )

    objects = MonthRecordQuerySet.as_manager()

    class Meta(MonthRecord.Meta):
        verbose_name = _("Höhepunkt eines Monats")
        verbose_name_plural = _("Höhepunkte der Monate")
        constraints = [
            *MonthRecord.Meta.constraints,
            models.UniqueConstraint(fields=["year", "month"], name="one_highlight_per_month"),
        ]

    def __str__(self):
        return f"{month_in_words(self.first_day)}: {self.occurrence}"

    def is_in_its_month(self) -> bool:
        """Return whether the date still begins in the month that it highlights; it can have been moved."""
        return timezone.localdate(self.occurrence.starts_at).replace(day=1) == self.first_day


class AcceptedConflict(MonthRecord):
    """A conflict that staff have accepted. After a change of time or room it is a new conflict."""

    conflict_key = models.CharField(max_length=40, unique=True, editable=False)

    objects = MonthRecordQuerySet.as_manager()

    class Meta(MonthRecord.Meta):
        verbose_name = _("Absprache")
        verbose_name_plural = _("Absprachen")

    def __str__(self):
        return self.conflict_key


class UndoStep(MonthRecord):
    """A bulk action with the state of each record before and after, so that it can be undone."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Entwürfe veröffentlicht")
        DECIDED = "decided", _("Zusammenstöße entschieden")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    changes = models.JSONField()

    objects = MonthRecordQuerySet.as_manager()

    class Meta(MonthRecord.Meta):
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.get_kind_display()
