"""What the staff's own pages offer to the rest of the house."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.roles import EDITORS, LEAD, all_rights
from kasch_site.common.rooms import AppRoom

from . import barriers
from .models import Page


class PagesRoom(AppRoom):
    key = "pages"
    name = _("Seiten")
    urls = "kasch_site.pages.urls"
    watches = ("pages.Page",)
    permissions = {
        LEAD: all_rights("pages.page", "pages.barrierreport"),
        EDITORS: (*all_rights("pages.page"), "pages.view_barrierreport", "pages.change_barrierreport"),
    }

    def sitemap(self):
        return [(page.get_absolute_url(), page.changed_at) for page in Page.objects.published()]

    def forget(self, before):
        return barriers.forget(before)

    def export(self, contact):
        return barriers.export(contact)


room = PagesRoom()
