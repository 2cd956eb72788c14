"""The section contract of the newspaper: what it offers to the site as a whole."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import LEAD, NEWSPAPER, all_rights
from kasch_site.common.sections import MenuEntry, PageProvider, Section
from kasch_site.house.building import sign_name

from .models import Article, Issue

CONTENT = (
    *("newspaper.issue", "newspaper.article", "newspaper.column", "newspaper.subject", "newspaper.place"),
    "newspaper.skippednumber",
)
PAGES = ("newspaper.view_page", "newspaper.change_page")
PAPER = ("newspaper.view_paper", "newspaper.change_paper")
# A sitemap has at most 50,000 addresses.
IN_SITEMAP = 20_000


class NewspaperSection(Section, PageProvider):
    key = "newspaper"
    name = _("Zeitung")
    address = "zeitung/"
    urls = "newspaper.urls"
    watches = (
        *("newspaper.Paper", "newspaper.Issue", "newspaper.SkippedNumber", "newspaper.Page", "newspaper.Article"),
        *("newspaper.Column", "newspaper.Subject", "newspaper.Place", "newspaper.WithdrawnImage"),
    )
    # Pages show what was read of a file, not how far the reading is.
    watched_columns = {
        "newspaper.Page": ("text", "image_key", "hidden_at", "state", "number", "issue_id"),
    }
    permissions = {role: (*all_rights(*CONTENT), *PAGES, *PAPER) for role in (LEAD, NEWSPAPER)}

    # Public site

    def menu(self):
        """Return the menu entry of the archive."""
        return [MenuEntry(sign_name(self.key, self.name), reverse("newspaper:archive"))]

    def sitemap(self):
        """Return the archive, the issues and the articles."""
        issues = Issue.objects.published().newest().only("year", "number", "changed_at")
        articles = Article.objects.published().newest().values_list("pk", flat=True)[:IN_SITEMAP]
        return [
            (reverse("newspaper:archive"), None),
            *((issue.get_absolute_url(), issue.changed_at) for issue in issues),
            *((reverse("newspaper:article", args=[pk]), None) for pk in articles),
        ]


section = NewspaperSection()
