"""Records of subject access requests, without the person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubjectAccessRecord(models.Model):
    """A record of an answered request for access or erasure (GDPR, Articles 15 and 17).

    It proves when and by whom the request was answered; the person who made it is not stored.
    """

    class Kind(models.TextChoices):
        DISCLOSED = "disclosed", _("Auskunft gegeben")
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
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["disclosed", "erased"]), name="answer_kind")]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.at:%d.%m.%Y}"
