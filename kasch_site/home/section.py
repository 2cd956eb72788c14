"""The section of the start page: the notice board."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import Chapter, PageProvider, QuickAction, RetentionProvider, Section, StaffProvider

from .demo_mails import storage


class HomeSection(Section, PageProvider, StaffProvider, RetentionProvider):
    key = "home"
    name = _("Start")
    urls = "kasch_site.home.urls"
    watches = ("home.Notice",)
    permissions = {LEAD: all_permissions("home.notice"), EDITORS: all_permissions("home.notice")}
    handbook = (Chapter("aushang", _("Aushang"), "admin/handbook/notices.html", models=("home.notice",)),)

    def sitemap(self):
        return [("/", None)]

    def purge(self, before):
        return storage.purge(before - timedelta(days=30)) if settings.IS_DEMO else 0

    def quick_actions(self, user):
        if not user.has_perm("home.add_notice"):
            return []
        return [QuickAction(_("Aushang schreiben"), reverse("admin:home_notice_add"))]


section = HomeSection()
