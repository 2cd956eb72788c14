"""Tasks of groups on the first page of the admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.sections import Todo

from .confirmation import stale_before
from .models import Group


def todo(user) -> list[Todo]:
    """Return tasks for groups due for confirmation, and for drafts."""
    if not user.has_perm("groups.change_group"):
        return []
    return [*_unconfirmed(), *_drafts()]


def _unconfirmed():
    count = Group.objects.due_for_confirmation(stale_before()).count()
    if count:
        text = ngettext(
            "Eine Gruppe hat ihre Angaben seit einem halben Jahr nicht bestätigt.",
            "%(count)s Gruppen haben ihre Angaben seit einem halben Jahr nicht bestätigt.",
            count,
        ) % {"count": count}
        yield Todo(text, f"{reverse('admin:groups_group_changelist')}?bestaetigt=nein", count=count)


def _drafts():
    for group in Group.objects.drafts().only("name"):
        text = _("Die Gruppe „%s“ ist ein Entwurf.") % group.name
        yield Todo(text, reverse("admin:groups_group_change", args=[group.pk]))
