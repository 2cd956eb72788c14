"""Who may log in to the administration, and what their roles allow."""

from django.contrib.auth.models import AbstractUser, Group
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff who may log in to the administration. Residents need no account."""

    class Meta:
        verbose_name = _("Konto")
        verbose_name_plural = _("Konten")
        ordering = ["username"]


class Role(Group):
    """What staff call a role: a set of permissions, made by `roles.make_roles`."""

    class Meta:
        proxy = True
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        ordering = ["name"]
