"""Names and colours of the sections."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.house.contrast import DARK_BACKGROUNDS, LIGHT_BACKGROUNDS, unreadable
from kasch_site.house.validators import validate_colour, validate_section_key


class SectionAppearance(models.Model):
    """The name of a section in the menu, and its colour."""

    key = models.CharField(_("Bereich"), max_length=40, unique=True, validators=[validate_section_key])
    name = models.CharField(_("Name im Menü"), max_length=40)
    colour_light = models.CharField(_("Farbe auf hellem Grund"), max_length=7, validators=[validate_colour])
    colour_dark = models.CharField(_("Farbe auf dunklem Grund"), max_length=7, validators=[validate_colour])

    history = ContentHistory()

    class Meta:
        verbose_name = _("Name und Farbe eines Bereichs")
        verbose_name_plural = _("Namen und Farben der Bereiche")
        ordering = ["pk"]

    def __str__(self):
        return self.name

    def clean(self):
        errors = {
            "colour_light": unreadable(self.colour_light, LIGHT_BACKGROUNDS),
            "colour_dark": unreadable(self.colour_dark, DARK_BACKGROUNDS),
        }
        errors = {name: sentence for name, sentence in errors.items() if sentence}
        if errors:
            raise ValidationError(errors)
