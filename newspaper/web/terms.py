"""Articles of a column, about a subject, about a street or a place; and the index of all of them."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.slugs import is_slug
from newspaper.models import Article, Column, Place, Subject
from newspaper.reading.index import letters

from .common import paper_name

PAGE_PARAM = "seite"
PAGE_SIZE = 40


@require_safe
def index(request):
    """Show all columns and subjects, streets and places that have articles."""
    context = {
        "name": paper_name(),
        "columns": letters(Column),
        "subjects": letters(Subject),
        "places": letters(Place),
    }
    return render(request, "newspaper/index.html", context)


@allowed_query_params(PAGE_PARAM)
@require_safe
def column(request, slug):
    """Show the articles of a column."""
    return _articles_of(request, Column, slug)


@allowed_query_params(PAGE_PARAM)
@require_safe
def subject(request, slug):
    """Show the articles about a subject."""
    return _articles_of(request, Subject, slug)


@allowed_query_params(PAGE_PARAM)
@require_safe
def place(request, slug):
    """Show the articles about a street or a place."""
    return _articles_of(request, Place, slug)


def _articles_of(request, model, slug):
    term = model.objects.filter(slug=slug).first() if is_slug(slug) else None
    articles = Article.objects.published().filter(pk__in=term.articles.values("pk")) if term else Article.objects.none()
    number = _page_number(request)
    first = (number - 1) * PAGE_SIZE
    found = list(articles.for_display().newest()[first : first + PAGE_SIZE + 1])
    if not found:
        raise PageNotFound(_("Dazu haben wir keine Artikel."))
    context = {
        "name": paper_name(),
        "term": term,
        "articles": found[:PAGE_SIZE],
        "before": number - 1,
        "next": number + 1 if len(found) > PAGE_SIZE else 0,
    }
    return render(request, "newspaper/term.html", context)


def _page_number(request) -> int:
    text = request.GET.get(PAGE_PARAM, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 3 else 1
