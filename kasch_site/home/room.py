"""What the start page itself offers: the notice board."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import EDITORS, LEAD, all_rights
from kasch_site.common.rooms import AppRoom


class HomeRoom(AppRoom):
    key = "home"
    name = _("Start")
    urls = "kasch_site.home.urls"
    watches = ("home.Notice",)
    permissions = {LEAD: all_rights("home.notice"), EDITORS: all_rights("home.notice")}

    def sitemap(self):
        return [("/", None)]


room = HomeRoom()
