"""That somebody asked, and what was done: never who."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectAccessRecord(models.Model):
    """The trace of an answer to "what do you know about me" or "forget me" (GDPR, Articles 15 and 17).

    It proves that the house answered, when and by whom; of the person who asked it keeps nothing.
    """

    class Kind(models.TextChoices):
        TOLD = "told", _("Auskunft gegeben")
        ERASED = "erased", _("gelöscht")

    kind = models.CharField(_("was"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("wann"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("durch"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    records = models.PositiveIntegerField(_("Einträge"))

    class Meta:
        verbose_name = _("Auskunft")
        verbose_name_plural = _("Auskünfte")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["told", "erased"]), name="answer_kind")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%d.%m.%Y}"
