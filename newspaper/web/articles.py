"""Pages of an article: beside the scanned page, and in large print."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.search.parsing import parse
from newspaper.models import Page
from newspaper.reading.images import image_of
from newspaper.reading.marks import Mark, marked_paragraphs, spans
from newspaper.reading.texts import paragraphs

from .common import WORDS_PARAM, KeptParams, paper_name, published_article


@allowed_query_params(WORDS_PARAM)
@require_safe
def article(request, pk):
    """Show an article beside the page on which it is printed."""
    kept = KeptParams.read(request)
    shown = published_article(pk)
    printed = Page.objects.published().filter(issue=shown.issue, number=shown.page).defer("words").first()
    found = spans(shown.text, parse(kept.words)) if kept.words else []
    marks = [Mark(start, end, number) for number, (start, end) in enumerate(found, 1)]
    context = {
        "article": shown,
        "issue": shown.issue,
        "name": paper_name(),
        "kept": kept,
        "page_url": f"{shown.issue.get_absolute_url()}seite/{shown.page}/" if printed else "",
        "image": image_of(printed) if printed else None,
        "paragraphs": marked_paragraphs(shown.text, marks),
    }
    return render(request, "newspaper/article.html", context)


@require_safe
def large(request, pk):
    """Show an article in large print, to read or to print."""
    shown = published_article(pk)
    context = {"article": shown, "issue": shown.issue, "name": paper_name(), "paragraphs": paragraphs(shown.text)}
    return render(request, "newspaper/large_article.html", context)
