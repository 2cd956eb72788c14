"""The section contract of the search page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.search import indexing
from kasch_site.common.sections import DailyWork, MenuEntry, PageProvider, Section


class SearchSection(Section, PageProvider, DailyWork):
    key = "search"
    name = _("Suche")
    url_prefix = "suche/"
    urls = "kasch_site.search.urls"

    def menu(self):
        """Return the menu entry of the search."""
        return [MenuEntry(self.name, reverse("search:search"))]

    def daily(self, today):
        """Index what signals have missed: rows written with bulk statements."""
        indexing.refresh()


section = SearchSection()
