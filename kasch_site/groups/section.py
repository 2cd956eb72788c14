"""The section contract of groups: what they offer to the site as a whole."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Card,
    Chapter,
    MenuEntry,
    PageProvider,
    QuickAction,
    SearchProvider,
    Section,
    StaffProvider,
    StartPageProvider,
    Window,
)
from kasch_site.house.building import section_name
from kasch_site.house.opening.status import is_running

from .card import lines
from .models import Group
from .search import GroupKind
from .todo import todo


class GroupsSection(Section, StartPageProvider, PageProvider, StaffProvider, SearchProvider):
    key = "groups"
    name = _("Gruppen")
    url_prefix = "gruppen/"
    urls = "kasch_site.groups.urls"
    watches = ("groups.Group",)
    search_kinds = (GroupKind(),)
    permissions = {LEAD: all_permissions("groups.group"), EDITORS: all_permissions("groups.group")}
    handbook = (
        Chapter(
            "gruppen", _("Gruppen, und „zuletzt bestätigt“"), "admin/handbook/groups.html", models=("groups.group",)
        ),
    )

    def menu(self):
        return [MenuEntry(section_name(self.key, self.name), reverse("groups:list"))]

    def card(self, now, entries):
        """Return the card with some groups by name and time."""
        groups = [(line.name, line.when, f"/{self.url_prefix}{line.slug}/") for line in lines(now)]
        if not groups:
            return None
        name = section_name(self.key, self.name)
        return Card(
            self.key, name, f"/{self.url_prefix}", _("Alle Gruppen ansehen"), "groups/card.html", {"groups": groups}
        )

    def windows(self, now, entries):
        lit = any(entry.group and is_running(entry, now) for entry in entries)
        return [Window(section_name(self.key, self.name), reverse("groups:list"), self.key, lit)]

    def sitemap(self):
        groups = Group.objects.published().only("slug")
        return [(reverse("groups:list"), None), *((group.get_absolute_url(), None) for group in groups)]

    todo = staticmethod(todo)

    def quick_actions(self, user):
        if not user.has_perm("groups.add_group"):
            return []
        return [QuickAction(_("Neue Gruppe"), reverse("admin:groups_group_add"))]


section = GroupsSection()
