"""The catalogue, and the page of a title."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.filter_links import FilterLinks
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.house.building import section_name
from library.catalogue import filters, search
from library.catalogue.descriptions import details
from library.catalogue.reading_list import PARAM as LIST
from library.catalogue.stock import stock
from library.circulation.loans.due_dates import SECTION
from library.models import Title

from .common import published_title
from .opening import opening_today
from .rows import KeptParams, encoded, rows_of

PAGE_PARAM, ORDER_PARAM, BY_TITLE = "seite", "ordnung", "titel"
PAGE_SIZE, MAX_PAGES = 18, 200
# The shelf of new arrivals on the first page.
SPINES = 14


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of titles: the titles, its number, and whether another page follows."""

    titles: list[Title]
    number: int
    has_more: bool
    found: search.TitleResults | None = None


@allowed_query_params("q", PAGE_PARAM, LIST, *filters.NAMES, **{ORDER_PARAM: {BY_TITLE}})
@require_safe
def catalogue(request):
    """Show the newest titles, or those that match the filters and the search."""
    kept, typed = KeptParams.read(request), request.GET.get("q", "").strip()[: search.MAX_LETTERS]
    selection, order = _selection(request), BY_TITLE if ORDER_PARAM in request.GET else ""
    page = _page(selection, typed, order, _page_number(request))
    path = reverse("library:catalogue")
    own = {"q": typed, ORDER_PARAM: order}
    here = {**selection.values, **own, PAGE_PARAM: str(page.number) if page.number > 1 else ""}
    links = FilterLinks(path, selection.values, filters.NAMES, {**own, **kept.params})
    rows = rows_of(page.titles, kept, path, here, page.found and page.found.result)
    is_first = not any(here.values())
    context = {
        "name": section_name(SECTION, _("Bibliothek")),
        "rows": rows,
        "spines": rows[:SPINES] if is_first else [],
        "page": page,
        "words": typed,
        "found": page.found,
        "selection": selection,
        "chips": filters.chips(stock(), links),
        "stock": stock(),
        "kept": kept,
        "hidden": {**selection.values, **kept.params},
        "opening": opening_today(),
        "is_by_title": bool(order),
        "is_first": is_first,
        **_addresses(path, here, page, kept),
    }
    return render(request, "library/catalogue.html", context)


def _addresses(path, here, page, kept):
    """Return the URLs of the other order, the previous and next page, and the list without filters."""

    number, suggestion = page.number, page.found.suggestion if page.found else ""
    found = {"q": suggestion} if suggestion else {}

    def to(**changed):
        query = encoded({**here, PAGE_PARAM: "", **found, **kept.params, **changed})
        return f"{path}?{query}" if query else path

    without_filters = dict.fromkeys(filters.NAMES, "")
    return {
        "order_url": to(**{ORDER_PARAM: "" if here[ORDER_PARAM] else BY_TITLE}),
        "next_url": to(**{PAGE_PARAM: str(number + 1)}),
        "before_url": to(**{PAGE_PARAM: str(number - 1) if number > 2 else ""}),
        "suggestion_url": to(),
        "without_filters_url": to(**without_filters),
    }


def _selection(request):
    try:
        return filters.Selection.read(request.GET, stock())
    except filters.NoSuchFilter as error:
        raise PageNotFound(str(error)) from None


def _page_number(request):
    number = parse_whole_number(request.GET.get(PAGE_PARAM, "1"), MAX_PAGES)
    if not number:
        raise PageNotFound(_("So weit reicht die Liste nicht. Suchen Sie lieber nach einem Wort."))
    return number


def _page(selection, typed, order, number) -> Page:
    """Return a page of titles: search results by rank, others newest first, or all by title."""
    titles, first = selection.apply(Title.objects.published()), (number - 1) * PAGE_SIZE
    if typed:
        found = search.find(typed, titles, first, PAGE_SIZE, is_by_title=bool(order))
        return Page(found.titles, number, found.has_more, found)
    listed = titles.for_display()
    ordered = listed.in_german_order() if order else listed.newest()
    rows = list(ordered[first : first + PAGE_SIZE + 1])
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


@allowed_query_params(LIST)
@require_safe
def title(request, pk):
    """Show a title: its details, its copies, and similar titles."""
    kept = KeptParams.read(request)
    record = published_title(pk)
    path = record.get_absolute_url()
    [row] = rows_of([record], kept, path, {})
    context = {
        "row": row,
        "title": record,
        "languages": list(record.languages.all()),
        "details": details(record),
        "kept": kept,
    }
    return render(request, "library/title.html", context)
