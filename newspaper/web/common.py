"""What the pages share: published issues, pages and articles, or a sentence that they do not exist."""

from django.utils.translation import gettext as _

from kasch_site.common.not_found import PageNotFound
from newspaper.models import Article, Issue

SECTION = "newspaper"
MAX_KEY = 2**31 - 1  # a longer number in an address is too large for the database


def published_issue(year: int, number: int) -> Issue:
    """Return the published issue with this number; raise PageNotFound."""
    fits = max(year, number) <= MAX_KEY
    issue = Issue.objects.published().filter(year=year, number=number).first() if fits else None
    if issue is None:
        raise PageNotFound(_("Diese Ausgabe haben wir nicht. Im Archiv stehen die anderen."))
    return issue


def published_article(pk: int) -> Article:
    """Return the published article with this number; raise PageNotFound."""
    article = Article.objects.published().for_display().filter(pk=pk).first() if pk <= MAX_KEY else None
    if article is None:
        raise PageNotFound(_("Diesen Artikel haben wir nicht. Im Archiv stehen alle Ausgaben."))
    return article
