"""Shared code of the pages: published issues and articles, drafts for staff, and kept query parameters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kasch_site.common.admin.publishing.draft_preview import PARAMETER, preview_kind
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.search.parsing import MAX_LENGTH
from kasch_site.house.building import section_name
from newspaper.models import Article, Issue
from newspaper.redaction.reapply import is_pdf_withheld

SECTION = "newspaper"
WORDS_PARAM = "q"
MAX_KEY = 2**31 - 1  # a longer number in an address is too large for the database
MAX_NUMBER = 2**15 - 1


@dataclass(frozen=True, slots=True)
class KeptParams:
    """Query parameters that links keep: the search, and the preview of a draft by staff."""

    words: str = ""
    preview: str = ""

    @classmethod
    def read(cls, request) -> "KeptParams":
        """Read the parameters from the query string."""
        words = request.GET.get(WORDS_PARAM, "")[: MAX_LENGTH + 1].strip()
        return cls(words, preview_kind(request, Issue))

    @property
    def query(self) -> str:
        """Return the query string: "?q=Linde", or ""."""
        return self.with_place(None)

    def with_place(self, number: int | None) -> str:
        """Return the query string with the number of a match."""
        params = {WORDS_PARAM: self.words, "stelle": number, PARAMETER: self.preview}
        sent = {name: value for name, value in params.items() if value}
        return f"?{urlencode(sent)}" if sent else ""


def paper_name() -> str:
    """Return the name of the section, as the menu shows it."""
    return section_name(SECTION, _("Zeitung"))


def pdf_url(issue: Issue) -> str:
    """Return the URL of the public PDF of an issue; "" if there is none."""
    if not issue.public_pdf or is_pdf_withheld(issue):
        return ""
    return reverse("newspaper:pdf", args=[issue.year, issue.number])


def shown_issue(year: int, number: int, kept: KeptParams) -> Issue:
    """Return the published issue with this number, for staff a draft too; raise PageNotFound."""
    issues = Issue.objects.all() if kept.preview else Issue.objects.published()
    fits = max(year, number) <= MAX_NUMBER
    issue = issues.filter(year=year, number=number).first() if fits else None
    if issue is None:
        raise PageNotFound(_("Diese Ausgabe haben wir nicht. Im Archiv stehen die anderen."))
    return issue


def published_article(pk: int) -> Article:
    """Return the published article with this key; raise PageNotFound."""
    articles = Article.objects.published().for_display().prefetch_related("subjects", "places")
    article = articles.filter(pk=pk).first() if pk <= MAX_KEY else None
    if article is None:
        raise PageNotFound(_("Diesen Artikel haben wir nicht. Im Archiv stehen alle Ausgaben."))
    return article
