"""Roles of staff, made from the permissions that each section declares (`Section.permissions`)."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _

from kasch_site.common.sections import sections

LEAD = "Leitung"
EDITORS = "Redaktion"
DESK = "Empfang"
COUNSELLORS = "Beratung"
LIBRARY = "Bibliothek"
NEWSPAPER = "Zeitung"
ROLES = {
    LEAD: _("Leitung"),
    EDITORS: _("Redaktion"),
    DESK: _("Empfang"),
    COUNSELLORS: _("Beratung"),
    LIBRARY: _("Bibliothek"),
    NEWSPAPER: _("Zeitung"),
}


def make_roles(**_kwargs):
    """Give each role exactly the permissions that the sections declare for it; called after each migration."""
    declared: dict[str, set[str]] = {}
    for section in sections():
        for role, names in section.permissions.items():
            declared.setdefault(role, set()).update(names)
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role, names in declared.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([existing[name] for name in names if name in existing])


def all_permissions(*labels):
    """Return view, add, change and delete permissions of models named like "events.event"."""
    return tuple(
        f"{app}.{action}_{model}"
        for app, model in (label.split(".") for label in labels)
        for action in ("view", "add", "change", "delete")
    )
