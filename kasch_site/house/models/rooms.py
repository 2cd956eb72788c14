"""The rooms of the building."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.media.picture_field import PictureField
from kasch_site.common.text.german_order import GermanOrder


class Room(models.Model):
    """A room of the building."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    floor = models.CharField(_("Etage"), max_length=40, blank=True)
    is_step_free = models.BooleanField(_("ohne Stufen erreichbar"), default=False)
    picture = PictureField()
    places = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        ordering = ["order", GermanOrder("name")]

    def __str__(self):
        return self.name
