"""Articles of a column, about a subject, about a street or a place."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.slugs import is_slug
from newspaper.models import Article, Column, Place, Subject


@require_safe
def column(request, slug):
    """Show the articles of a column."""
    return _articles_of(request, Column, slug)


@require_safe
def subject(request, slug):
    """Show the articles about a subject."""
    return _articles_of(request, Subject, slug)


@require_safe
def place(request, slug):
    """Show the articles about a street or a place."""
    return _articles_of(request, Place, slug)


def _articles_of(request, model, slug):
    term = model.objects.filter(slug=slug).first() if is_slug(slug) else None
    if term is None:
        raise PageNotFound(_("Dazu haben wir keine Artikel."))
    articles = Article.objects.published().filter(pk__in=term.articles.values("pk")).for_display().newest()
    return render(request, "newspaper/term.html", {"term": term, "articles": articles})
