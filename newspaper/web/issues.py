"""The pages of one issue: its contents, each of its pages, each of its articles."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.not_found import PageNotFound
from newspaper.models import Page

from .common import MAX_KEY, published_article, published_issue


@require_safe
def issue(request, year, number):
    """Show an issue: its articles and its pages."""
    shown = published_issue(year, number)
    context = {
        "issue": shown,
        "articles": list(shown.articles.published().for_display().in_order()),
        "pages": list(Page.objects.published().filter(issue=shown).for_lists().in_order()),
    }
    return render(request, "newspaper/issue.html", context)


@require_safe
def page(request, year, number, page):
    """Show a page of an issue."""
    shown = published_issue(year, number)
    found = Page.objects.published().filter(issue=shown, number=page).first() if page <= MAX_KEY else None
    if found is None:
        raise PageNotFound(_("Diese Seite gibt es in der Ausgabe nicht."))
    return render(request, "newspaper/page.html", {"issue": shown, "page": found})


@require_safe
def article(request, pk):
    """Show an article."""
    shown = published_article(pk)
    return render(request, "newspaper/article.html", {"article": shown, "issue": shown.issue})
