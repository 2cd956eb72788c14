"""Days that differ from the week: one table, with a proxy model per kind."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.time_words import days_in_words
from kasch_site.house.validators import validate_hours

from .querysets import SpecialPeriodQuerySet

_history = ContentHistory()

# The maximum length of one entry: a typing error in the year would cancel everything.
MAX_PERIOD = timedelta(days=400)


class SpecialPeriod(models.Model):
    """Days that differ from the week: holidays, closing days, other hours. Both ends are inclusive."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Haus geschlossen")
        OTHER_HOURS = "hours", _("andere Öffnungszeit")
        PUBLIC_HOLIDAY = "public", _("Feiertag")
        SCHOOL_HOLIDAY = "school", _("Schulferien")

    ONLY_KIND = None  # set by proxies

    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name oder Grund"), max_length=120)
    first_day = models.DateField(_("erster Tag"))
    last_day = models.DateField(_("letzter Tag"))
    opens = models.TimeField(_("öffnet"), null=True, blank=True)
    closes = models.TimeField(_("schließt"), null=True, blank=True)
    made_for = models.CharField(
        _("gesetzlicher Feiertag in"),
        max_length=2,
        blank=True,
        default="",
        editable=False,
        help_text=_("Das Bundesland, aus dessen Kalender der Feiertag kommt; leer: von Hand eingetragen."),
    )
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = SpecialPeriodQuerySet.as_manager()
    history = _history

    class Meta:
        verbose_name = _("besonderer Tag")
        verbose_name_plural = _("besondere Tage")
        ordering = ["first_day", "kind"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="special_period_order"),
            models.CheckConstraint(
                condition=Q(kind="hours", opens__isnull=False, closes__isnull=False)
                | (~Q(kind="hours") & Q(opens=None, closes=None)),
                name="special_period_hours_only_for_other_hours",
            ),
            models.UniqueConstraint(fields=["kind", "first_day", "name"], name="special_period_once"),
        ]
        indexes = [models.Index(fields=["last_day"])]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.kind = self.ONLY_KIND or self.kind
        super().save(*args, **kwargs)

    def clean(self):
        self.kind = self.ONLY_KIND or self.kind
        if self.first_day and self.last_day:
            _check_days(self.first_day, self.last_day)
        same = SpecialPeriod.objects.filter(kind=self.kind, first_day=self.first_day, name=self.name)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("Das ist für diesen Tag schon eingetragen.")})
        validate_hours(self.opens, self.closes)
        self._check_contradiction()

    def _check_contradiction(self):
        """Refuse other hours on a closing day, and a closing day on which other hours are entered."""
        if not (self.first_day and self.last_day):
            return
        other = SpecialPeriod.objects.conflicting_with(self).order_by("first_day").first()
        if other is None:
            return
        text = _(
            "In diesen Tagen ist das Haus geschlossen: %(name)s, %(days)s. Löschen oder ändern Sie erst den "
            "Schließtag, oder wählen Sie andere Tage."
        )
        if other.kind == self.Kind.OTHER_HOURS:
            text = _(
                "In diesen Tagen ist eine Öffnungszeit eingetragen: %(name)s, %(days)s. Löschen oder ändern Sie erst "
                "die Öffnungszeit, oder wählen Sie andere Tage."
            )
        days = days_in_words(other.first_day, other.last_day)
        raise ValidationError({"first_day": text % {"name": other.name, "days": days}})


def _check_days(first, last):
    if not date(2000, 1, 1) <= first <= date(2100, 12, 31):
        raise ValidationError({"first_day": _("Bitte prüfen Sie das Jahr.")})
    if last < first:
        raise ValidationError({"last_day": _("Der letzte Tag liegt vor dem ersten.")})
    if last - first > MAX_PERIOD:
        raise ValidationError({"last_day": _("Das ist länger als ein Jahr. Bitte prüfen Sie das Jahr.")})


class OneKindManager(models.Manager.from_queryset(SpecialPeriodQuerySet)):
    """Restricts the queryset to the kind of the proxy."""

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.model.ONLY_KIND)


class ClosingDay(SpecialPeriod):
    """The house is closed, and entries planned for these days are cancelled."""

    ONLY_KIND = SpecialPeriod.Kind.CLOSED
    objects = OneKindManager()

    class Meta:
        proxy = True
        verbose_name = _("Schließtag")
        verbose_name_plural = _("Schließtage")


class OtherHours(SpecialPeriod):
    """Opening hours that differ from the weekly ones, or an opening on a day usually closed."""

    ONLY_KIND = SpecialPeriod.Kind.OTHER_HOURS
    objects = OneKindManager()

    class Meta:
        proxy = True
        verbose_name = _("abweichende Öffnungszeit")
        verbose_name_plural = _("abweichende Öffnungszeiten")


class SchoolHoliday(SpecialPeriod):
    """School holidays: the house stays open, and some series pause."""

    ONLY_KIND = SpecialPeriod.Kind.SCHOOL_HOLIDAY
    objects = OneKindManager()

    class Meta:
        proxy = True
        verbose_name = _("Schulferien")
        verbose_name_plural = _("Schulferien")


class PublicHoliday(SpecialPeriod):
    """A public holiday, from the calendar of the federal state or entered manually."""

    ONLY_KIND = SpecialPeriod.Kind.PUBLIC_HOLIDAY
    objects = OneKindManager()

    class Meta:
        proxy = True
        verbose_name = _("Feiertag")
        verbose_name_plural = _("Feiertage")


for kind in (ClosingDay, OtherHours, SchoolHoliday, PublicHoliday):
    _history.follow(kind)
