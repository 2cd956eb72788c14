"""Users of the admin, and their roles."""

from django.contrib.auth.models import AbstractUser, Group
from django.utils.translation import gettext_lazy as _


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
        ordering = ["name"]
