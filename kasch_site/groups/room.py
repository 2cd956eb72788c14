"""What the groups offer to the rest of the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import EDITORS, LEAD, all_rights
from kasch_site.common.rooms import AppRoom, MenuEntry, Window
from kasch_site.house.building import sign_name


class GroupsRoom(AppRoom):
    key = "groups"
    name = _("Gruppen")
    address = "gruppen/"
    urls = "kasch_site.groups.urls"
    watches = ("groups.Group",)
    permissions = {LEAD: all_rights("groups.group"), EDITORS: all_rights("groups.group")}

    def menu(self):
        return [MenuEntry(sign_name(self.key, self.name), reverse("groups:list"))]

    def windows(self, now, entries):
        lit = any(entry.group and entry.runs_at(now) for entry in entries)
        return [Window(sign_name(self.key, self.name), reverse("groups:list"), self.key, lit)]


room = GroupsRoom()
