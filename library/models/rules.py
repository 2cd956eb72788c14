"""Rules of lending, edited by staff: loan periods, renewals, limits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.models import Singleton
from kasch_site.common.text.german_order import GermanOrder

MAX_LOAN_DAYS = 180


class LendingRules(Singleton):
    """The rules of lending; a singleton. A kind of medium can override them."""

    loan_days = models.PositiveSmallIntegerField(
        _("Leihfrist, Tage"), default=28, validators=[MinValueValidator(1), MaxValueValidator(MAX_LOAN_DAYS)]
    )
    max_renewals = models.PositiveSmallIntegerField(
        _("Verlängern, höchstens so oft"), default=2, validators=[MaxValueValidator(20)]
    )
    max_loans = models.PositiveSmallIntegerField(
        _("Ausgeliehen, höchstens so viele auf einmal"), default=10, validators=[MaxValueValidator(200)]
    )
    max_holds = models.PositiveSmallIntegerField(
        _("Vorgemerkt, höchstens so viele auf einmal"), default=5, validators=[MaxValueValidator(50)]
    )
    pickup_days = models.PositiveSmallIntegerField(
        _("Liegt bereit, so viele Öffnungstage der Bibliothek"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("Erinnern, so viele Tage nach der Frist"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_("Eine freundliche Nachricht, eine einzige. Gebühren gibt es keine."),
    )

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Regeln der Ausleihe")
        verbose_name_plural = _("Regeln der Ausleihe")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="library_has_one_set_of_rules"),
            models.CheckConstraint(
                condition=Q(loan_days__gte=1, loan_days__lte=MAX_LOAN_DAYS, pickup_days__gte=1),
                name="library_rules_leave_time",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)


class MediumKind(models.Model):
    """A kind of medium: book, audio book, game. Empty fields follow `LendingRules`."""

    name = models.CharField(_("Art"), max_length=40, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=40, unique=True)
    schema_type = models.CharField(_("Typ bei schema.org"), max_length=20, default="Book", editable=False)
    loan_days = models.PositiveSmallIntegerField(
        _("Leihfrist, Tage"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_LOAN_DAYS)],
    )
    max_renewals = models.PositiveSmallIntegerField(
        _("Verlängern, höchstens so oft"), null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    max_loans = models.PositiveSmallIntegerField(
        _("Ausgeliehen, höchstens so viele auf einmal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Art von Medien")
        verbose_name_plural = _("Arten von Medien")
        ordering = ["order", GermanOrder("name")]
        constraints = [
            models.CheckConstraint(condition=Q(loan_days=None) | Q(loan_days__gte=1), name="medium_kind_leaves_time"),
        ]

    def __str__(self):
        return self.name
