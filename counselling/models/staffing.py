"""Counsellors, their schedule rules and their absences."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.house.models import Language, Room

from .topics import Topic


class CounsellorQuerySet(models.QuerySet):
    def of(self, user):
        """Filter the counsellors linked to this user."""
        return self.filter(user=user)


class Counsellor(models.Model):
    """A counsellor; linked to a user account if they manage their own day."""

    name = models.CharField(_("Name"), max_length=80, unique=True, help_text=_("So steht er auf der Website."))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Konto"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="counsellor",
        help_text=_("Wer sich damit anmeldet, sieht die eigenen Termine."),
    )
    languages = models.ManyToManyField(Language, verbose_name=_("berät auf"), blank=True)
    is_active = models.BooleanField(_("berät zurzeit"), default=True)

    objects = CounsellorQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beraterin oder Berater")
        verbose_name_plural = _("Beraterinnen und Berater")
        ordering = [GermanOrder("name")]

    def __str__(self):
        return self.name


class ScheduleRuleQuerySet(models.QuerySet):
    def valid_between(self, first, last):
        """Filter rules of active counsellors that are valid on any day from `first` to `last`, inclusive."""
        return self.filter(counsellor__is_active=True, valid_from__lte=last).filter(
            Q(valid_until=None) | Q(valid_until__gte=first)
        )

    def by_appointment(self):
        """Filter rules for appointments."""
        return self.filter(kind=ScheduleRule.Kind.APPOINTMENT)

    def walk_in(self):
        """Filter rules for walk-in hours."""
        return self.filter(kind=ScheduleRule.Kind.WALK_IN)

    def touch(self):
        """Mark the rules as changed now, because an absence no longer limits their hours."""
        return self.update(changed_at=clock.now())


class ScheduleRule(models.Model):
    """A schedule rule, as staff phrase it: "Wohngeld, mittwochs 9 bis 12, alle 20 Minuten, Zimmer 2, ab Januar"."""

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", _("mit Termin")
        WALK_IN = "walk_in", _("offen, ohne Termin")

    counsellor = models.ForeignKey(
        Counsellor, verbose_name=_("wer"), on_delete=models.PROTECT, related_name="schedule_rules"
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), related_name="schedule_rules")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind.choices, default=Kind.APPOINTMENT)
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=list(WEEKDAYS.items()))
    every_weeks = models.PositiveSmallIntegerField(
        _("alle … Wochen"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("1 heißt: jede Woche. Gezählt wird ab „gilt ab“."),
    )
    starts = models.TimeField(_("von"))
    ends = models.TimeField(_("bis"))
    minutes = models.PositiveSmallIntegerField(
        _("Minuten je Termin"), default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    urgent = models.PositiveSmallIntegerField(
        _("für Eilige freihalten"),
        default=0,
        help_text=_("So viele Termine am Ende jeder Sprechstunde. Sie öffnen sich, wenn eine Frist nah ist."),
    )
    room = models.ForeignKey(Room, verbose_name=_("Raum"), null=True, blank=True, on_delete=models.SET_NULL)
    valid_from = models.DateField(_("gilt ab"))
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = ScheduleRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sprechstunde")
        verbose_name_plural = _("Sprechstunden")
        ordering = ["weekday", "starts", GermanOrder("counsellor__name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="rule_end_after_they_start",
                violation_error_message=_("„bis“ muss nach „von“ liegen."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="hours_valid_in_order",
                violation_error_message=_("„gilt bis“ liegt vor „gilt ab“."),
            ),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=240), name="hours_minutes"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=8), name="hours_every_weeks"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_weekday"),
        ]

    def __str__(self):
        return f"{self.counsellor}: {self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class AbsenceQuerySet(models.QuerySet):
    def between(self, start, end):
        """Filter absences that overlap [start, end); both aware."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Absence(models.Model):
    """A period in which a counsellor is absent; overrides the schedule rules."""

    class Kind(models.TextChoices):
        ILL = "ill", _("krank")
        AWAY = "away", _("Urlaub")
        OTHER = "other", _("anderes")

    counsellor = models.ForeignKey(Counsellor, verbose_name=_("wer"), on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField(_("von"))
    ends_at = models.DateTimeField(_("bis"))
    kind = models.CharField(_("Grund"), max_length=8, choices=Kind.choices, default=Kind.AWAY)
    changed_at = models.DateTimeField(_("geändert"), auto_now=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Abwesenheit")
        verbose_name_plural = _("Abwesenheiten")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("„bis“ muss nach „von“ liegen."),
            )
        ]

    def __str__(self):
        return f"{self.counsellor}, {self.get_kind_display()}"

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("„bis“ muss nach „von“ liegen.")})
