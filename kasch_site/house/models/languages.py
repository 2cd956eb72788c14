"""The languages spoken in the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.records import ContentHistory
from kasch_site.common.text.german_order import GermanOrder
from kasch_site.common.text.languages import native_name

from .querysets import LanguageQuerySet


class Language(models.Model):
    """A language spoken in the house, by its ISO 639-1 code."""

    code = models.SlugField(_("Kürzel"), max_length=8, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    own_name = models.CharField(
        _("So nennt sie sich selbst"),
        max_length=60,
        blank=True,
        help_text=_("Zum Beispiel „Українська“. So steht sie auf der Website. Leer lassen: Die meisten kennen wir."),
    )

    objects = LanguageQuerySet.as_manager()
    history = ContentHistory()

    class Meta:
        verbose_name = _("Sprache")
        verbose_name_plural = _("Sprachen")
        ordering = [GermanOrder("name")]

    def __str__(self):
        return self.name

    @property
    def native_name(self) -> str:
        """Return the native name of the language; "" if neither staff nor Django know it."""
        return native_name(self.code, self.own_name)
