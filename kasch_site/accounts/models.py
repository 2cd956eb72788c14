"""Users of the admin, and their roles."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.german_order import GermanOrder


class User(AbstractUser):
    """A member of staff who may log in to the admin. Residents need no account."""

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        ordering = ["username"]


class Role(Group):
    """A role: a set of permissions, created by `roles.make_roles`."""

    class Meta:
        proxy = True
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        ordering = [GermanOrder("name")]


class OwnRoleChange(models.Model):
    """Roles that somebody gave to their own account; shown to all leads for a while (`own_roles`)."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    roles = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        verbose_name = _("selbst gegebene Rolle")
        verbose_name_plural = _("selbst gegebene Rollen")

    def __str__(self):
        return self.roles
