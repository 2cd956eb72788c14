"""A page of an issue: its image, its text beside it, and the matches of a search."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.admin.publishing.draft_preview import not_cacheable
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.whole_numbers import parse_whole_number
from newspaper.models import Issue, Page
from newspaper.reading.images import image_of
from newspaper.reading.marks import Mark, marked_paragraphs, marks_of
from newspaper.reading.places import Place, places_of

from .common import MAX_NUMBER, WORDS_PARAM, KeptParams, paper_name, pdf_url, shown_issue
from .issues import preview_context, thumbnails

PLACE_PARAM = "stelle"
GONE = 410


@allowed_query_params(WORDS_PARAM, PLACE_PARAM)
@require_safe
def page(request, year, number, page):
    """Show a page of an issue. `?q=` marks the matches of a search; `?stelle=` is the number of the selected one."""
    kept = KeptParams.read(request)
    issue = shown_issue(year, number, kept)
    pages = list(issue.pages.for_lists().in_order())
    place = next((index for index, each in enumerate(pages) if each.number == page), None)
    if place is None:
        raise PageNotFound(_("Diese Seite gibt es in der Ausgabe nicht."))
    shown = pages[place] if pages[place].is_hidden else Page.objects.get(pk=pages[place].pk)
    row = thumbnails(issue, pages, kept, page)
    context = {
        "issue": issue,
        "page": shown,
        "name": paper_name(),
        "image": image_of(shown),
        "pdf_url": pdf_url(issue),
        "kept": kept,
        "before": row[place - 1] if place else None,
        "after": row[place + 1] if place + 1 < len(row) else None,
        "thumbnails": row,
        "articles": [] if shown.is_hidden else list(issue.articles.filter(page=page).in_order()),
        **_text(request, issue, shown, kept),
        **preview_context(issue, kept),
    }
    response = render(request, "newspaper/page.html", context, status=GONE if shown.is_hidden else 200)
    return not_cacheable(response) if kept.preview else response


def _text(request, issue, shown, kept) -> dict:
    """Return the context of the text: paragraphs, and with a search the matches and links to other ones."""
    if shown.is_hidden:
        return {"paragraphs": [], "marks": []}
    if not kept.words or kept.preview:
        return {"paragraphs": marked_paragraphs(shown.text, []), "marks": []}
    places = places_of(kept.words, issue)
    current = places.current(shown.number, _number(request))
    first = places.number_of_first(shown.number)
    marks = marks_of(shown, places.query, first, current.number if current else 0)
    return {
        "paragraphs": marked_paragraphs(shown.text, marks),
        "marks": marks,
        "places": places,
        "current": current,
        "next_url": _address(issue, places.after(shown.number, current), kept),
        "previous_url": _address(issue, places.before(shown.number, current), kept),
    }


def _address(issue: Issue, place: Place | None, kept: KeptParams) -> str:
    """Return the URL of a match; "" if it is None."""
    if place is None:
        return ""
    query = kept.with_place(place.number)
    return f"{issue.get_absolute_url()}seite/{place.page}/{query}#{Mark(0, 0, place.number).anchor}"


def _number(request) -> int:
    return parse_whole_number(request.GET.get(PLACE_PARAM), MAX_NUMBER) or 0
