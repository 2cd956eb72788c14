"""The history of the house, one event at a time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory


class Milestone(models.Model):
    """Something that happened in the history of the house."""

    day = models.DateField(_("Tag"), help_text=_("Ist er nicht bekannt: der erste Tag des Monats oder des Jahres."))
    when = models.CharField(
        _("Wann? In Worten"),
        max_length=40,
        blank=True,
        help_text=_("Zum Beispiel: November 2000. Leer lassen, wenn der Tag stimmt."),
    )
    text = models.CharField(_("Was geschah?"), max_length=250)

    history = ContentHistory()

    class Meta:
        verbose_name = _("Ereignis der Geschichte")
        verbose_name_plural = _("Geschichte des Hauses")
        ordering = ["day", "pk"]

    def __str__(self):
        return self.text[:60]
