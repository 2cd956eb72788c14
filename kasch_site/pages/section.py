"""The contract of the pages with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Chapter,
    PageProvider,
    PersonalDataProvider,
    QuickAction,
    SearchProvider,
    Section,
    StaffProvider,
)

from . import barriers
from .models import Page
from .search import PageKind
from .todo import first_steps, todo


class PagesSection(Section, PageProvider, StaffProvider, PersonalDataProvider, SearchProvider):
    key = "pages"
    name = _("Seiten")
    urls = "kasch_site.pages.urls"
    watches = ("pages.Page",)
    search_kinds = (PageKind(),)
    personal_models = ("pages.BarrierReport",)
    permissions = {
        LEAD: all_permissions("pages.page", "pages.barrierreport"),
        EDITORS: (*all_permissions("pages.page"), "pages.view_barrierreport", "pages.change_barrierreport"),
    }
    handbook = (
        Chapter(
            "seiten",
            _("Seiten und Impressum"),
            "admin/handbook/pages.html",
            models=("pages.page", "pages.barrierreport"),
        ),
    )

    def sitemap(self):
        return [(page.get_absolute_url(), page.changed_at) for page in Page.objects.published().defer("body")]

    todo = staticmethod(todo)

    def quick_actions(self, user):
        if not user.has_perm("pages.add_page"):
            return []
        return [QuickAction(_("Seite schreiben"), reverse("admin:pages_page_add"))]

    def first_steps(self):
        return first_steps()

    purge = staticmethod(barriers.purge)
    export = staticmethod(barriers.export)
    erase_person = staticmethod(barriers.erase_person)


section = PagesSection()
