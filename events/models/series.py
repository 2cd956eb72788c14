"""Series: the recurrence rule of an event, and what it does on special days."""

from dateutil import rrule
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.recurrence.descriptions import series_in_words
from events.recurrence.rules import rule_of
from kasch_site.common.history.records import ContentHistory
from kasch_site.house.models import WEEKDAYS

from .event import Event
from .querysets import SeriesQuerySet
from .validators import FIRST_DAY, LAST_DAY


class OnSpecialDay(models.TextChoices):
    """The rule of a series for holidays or closing days.

    A cancelled date is shown with its reason. A day without a date is not shown or printed at all.
    """

    CANCEL = "cancel", _("fällt aus")
    SKIP = "skip", _("kein Termin")
    KEEP = "keep", _("findet statt")


class Series(models.Model):
    """A recurrence rule of an event as entered by staff; `rule()` returns its RFC 5545 form."""

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", _("jede Woche oder alle paar Wochen")
        MONTHLY = "monthly", _("jeden Monat am … Wochentag")
        YEARLY = "yearly", _("jedes Jahr am selben Tag")

    class Nth(models.IntegerChoices):
        FIRST = 1, _("ersten")
        SECOND = 2, _("zweiten")
        THIRD = 3, _("dritten")
        FOURTH = 4, _("vierten")
        LAST = -1, _("letzten")

    event = models.ForeignKey(Event, verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="series")
    frequency = models.CharField(_("Wie oft?"), max_length=10, choices=Frequency.choices, default=Frequency.WEEKLY)
    interval = models.PositiveSmallIntegerField(
        _("alle … Wochen, Monate, Jahre"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_("1 heißt: jede Woche. 2 heißt: alle zwei Wochen."),
    )
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS, null=True, blank=True)
    nth = models.SmallIntegerField(_("am wievielten im Monat?"), choices=Nth.choices, null=True, blank=True)
    starts_on = models.DateField(_("ab"), help_text=_("Der erste Termin ist an diesem Tag oder bald danach."))
    starts_at = models.TimeField(_("von"), null=True, blank=True)
    ends_at = models.TimeField(_("bis"), null=True, blank=True)
    is_all_day = models.BooleanField(_("ganzer Tag"), default=False)
    until = models.DateField(_("bis zum (letzter Tag)"), null=True, blank=True, help_text=_("Leer lassen: ohne Ende."))
    count = models.PositiveSmallIntegerField(
        _("oder: wie viele Male?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    on_public_holidays = models.CharField(
        _("an Feiertagen"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.CANCEL
    )
    on_school_holidays = models.CharField(
        _("in den Schulferien"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.KEEP
    )
    on_closing_days = models.CharField(
        _("an Schließtagen"), max_length=6, choices=OnSpecialDay.choices, default=OnSpecialDay.CANCEL
    )

    objects = SeriesQuerySet.as_manager()
    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Serie")
        verbose_name_plural = _("Serien")
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=52),
                name="series_interval",
                violation_error_message=_("Der Abstand muss zwischen 1 und 52 liegen."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(count=None),
                name="series_until_or_count",
                violation_error_message=_("Bitte nur eines von beiden: ein letzter Tag oder eine Anzahl."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("starts_on")),
                name="series_order",
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
            models.CheckConstraint(
                condition=Q(is_all_day=True) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="series_has_times",
                violation_error_message=_("Bitte sagen Sie, von wann bis wann, oder wählen Sie „ganzer Tag“."),
            ),
            models.CheckConstraint(
                condition=Q(frequency="weekly", weekday__isnull=False)
                | Q(frequency="monthly", weekday__isnull=False, nth__isnull=False)
                | Q(frequency="yearly"),
                name="series_answers_fit",
                violation_error_message=_("Es fehlt, an welchem Wochentag."),
            ),
            # Without these checks, a rule with a contradictory weekday or a start in the year 1 would be searched
            # endlessly.
            models.CheckConstraint(
                condition=(Q(weekday=None) | Q(weekday__lte=6)) & (Q(nth=None) | Q(nth__in=[1, 2, 3, 4, -1])),
                name="series_days_exist",
                violation_error_message=_("Diesen Wochentag gibt es nicht."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__gte=FIRST_DAY, starts_on__lte=LAST_DAY),
                name="series_in_our_time",
                violation_error_message=_("Bitte prüfen Sie die Jahreszahl."),
            ),
        ]

    def __str__(self):
        return series_in_words(self)

    def rule(self) -> rrule.rrule:
        """Return the RFC 5545 rule over days (naive midnights); times of day are added in local time."""
        return rule_of(self)
