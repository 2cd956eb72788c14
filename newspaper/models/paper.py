"""The newspaper as a whole: its name, publisher and frequency."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.models import Singleton

MAX_ISSUES_PER_YEAR = 60
MAX_WORDS = 5000


class Paper(Singleton):
    """Facts about the newspaper, edited by staff; a singleton."""

    name = models.CharField(_("Name der Zeitung"), max_length=80, blank=True)
    subtitle = models.CharField(
        _("Untertitel"), max_length=120, blank=True, help_text=_("Wie er auf dem Titelblatt steht.")
    )
    issues_per_year = models.PositiveSmallIntegerField(
        _("Ausgaben im Jahr"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_ISSUES_PER_YEAR)],
        help_text=_("Danach richtet sich, welche Ausgaben im Archiv fehlen."),
    )
    frequency = models.CharField(
        _("Wann sie erscheint, in Worten"),
        max_length=120,
        blank=True,
        help_text=_("Zum Beispiel: alle zwei Monate, kostenlos"),
    )
    publisher = models.CharField(
        _("Wer die Zeitung herausgibt"),
        max_length=160,
        blank=True,
        help_text=_("Leer lassen: der Träger des Hauses."),
    )
    responsible = models.CharField(
        _("Verantwortlich für den Inhalt"),
        max_length=120,
        blank=True,
        help_text=_("Vorname und Name. Das steht im Impressum der Zeitung (§ 18 Absatz 2 Medienstaatsvertrag)."),
    )
    responsible_address = models.TextField(
        _("Anschrift dazu"), max_length=300, blank=True, help_text=_("Leer lassen: die Anschrift des Hauses.")
    )
    next_deadline = models.DateField(
        _("nächster Redaktionsschluss"), null=True, blank=True, help_text=_("Bis dahin kann man etwas schicken.")
    )
    letter_words = models.PositiveSmallIntegerField(
        _("Leserbrief, höchstens so viele Wörter"),
        default=200,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WORDS)],
    )
    article_words = models.PositiveSmallIntegerField(
        _("Artikel, höchstens so viele Wörter"),
        default=600,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_WORDS)],
    )

    history = ContentHistory(has_bin=False)

    class Meta:
        verbose_name = _("Angaben zur Zeitung")
        verbose_name_plural = _("Angaben zur Zeitung")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="newspaper_has_one_paper"),
            models.CheckConstraint(
                condition=Q(issues_per_year__gte=1, issues_per_year__lte=MAX_ISSUES_PER_YEAR),
                name="newspaper_appears",
            ),
            models.CheckConstraint(condition=Q(letter_words__gte=1, article_words__gte=1), name="newspaper_has_room"),
        ]

    def __str__(self):
        return self.name or str(self._meta.verbose_name)
