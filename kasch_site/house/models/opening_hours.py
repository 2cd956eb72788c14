"""Weekly opening hours, of the house and of its sections."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.time_words import hours_in_words
from kasch_site.house.validators import validate_hours

from .hours_within import first_day_outside

WEEKDAYS = [
    (0, _("Montag")),
    (1, _("Dienstag")),
    (2, _("Mittwoch")),
    (3, _("Donnerstag")),
    (4, _("Freitag")),
    (5, _("Samstag")),
    (6, _("Sonntag")),
]
SECTION_STILL_OPEN = _("Da ist noch ein Bereich des Hauses offen: %(hours)s. Bitte ändern Sie erst dessen Zeit.")


class OpeningHours(models.Model):
    """Weekly opening hours: "dienstags 9 bis 18 Uhr". Closing not after opening means the next day.

    `section` is the key of the section that has them ("library"); "" is the whole house.
    """

    section = models.CharField(_("Gilt für"), max_length=40, blank=True, default="")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=WEEKDAYS)
    opens = models.TimeField(_("öffnet"))
    closes = models.TimeField(_("schließt"), help_text=_("0:00 heißt Mitternacht; früher als öffnet: am nächsten Tag."))
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten und geschlossene Tage")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
            models.CheckConstraint(condition=~Q(opens=F("closes")), name="opening_hours_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="opening_hours_valid_order",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {hours_in_words(self.opens, self.closes)}"

    def clean(self):
        validate_hours(self.opens, self.closes)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("„gilt bis“ liegt vor „gilt ab“.")})
        if None not in (self.weekday, self.opens, self.closes):
            self._clean_within_the_house()

    def _clean_within_the_house(self):
        """Refuse hours of a section outside of those of the house, whichever of the two are changed."""
        if self.section and self.closes <= self.opens:
            raise ValidationError({"closes": _("Ein Bereich schließt am selben Tag, an dem er öffnet.")})
        saved = list(OpeningHours.objects.all())
        others = [hours for hours in saved if hours.pk != self.pk]
        house_before = [hours for hours in saved if not hours.section]
        house = [hours for hours in [*others, self] if not hours.section]
        today = clock.today()
        if self.section and first_day_outside(self, house, today):
            raise ValidationError(
                _("Da ist das Haus geschlossen. Ein Bereich öffnet nur, solange das Haus offen ist."), code="outside"
            )
        for hours in [] if self.section else [hours for hours in others if hours.section]:
            if first_day_outside(hours, house, today) and not first_day_outside(hours, house_before, today):
                raise ValidationError(SECTION_STILL_OPEN % {"hours": hours}, code="outside")

    def section_left_outside(self) -> "OpeningHours | None":
        """Return the hours of a section that would lie outside those of the house if these were deleted, or None."""
        saved = list(OpeningHours.objects.all())
        before = [hours for hours in saved if not hours.section]
        after = [hours for hours in before if hours.pk != self.pk]
        today = clock.today()
        return next(
            (
                hours
                for hours in saved
                if hours.section
                and first_day_outside(hours, after, today)
                and not first_day_outside(hours, before, today)
            ),
            None,
        )
