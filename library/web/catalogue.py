"""The catalogue, and the page of a title."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.filter_links import FilterLinks
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.house.building import sign_name
from library.catalogue import filters, searching
from library.catalogue.descriptions import details
from library.catalogue.reading_list import PARAM as LIST
from library.catalogue.stock import stock
from library.circulation.due_dates import SECTION
from library.models import Title

from .common import published_title
from .opening import opening_today
from .rows import Kept, encoded, rows_of

PAGE_PARAM, ORDER_PARAM, BY_TITLE = "seite", "ordnung", "titel"
PAGE_SIZE, MAX_PAGES = 18, 200
# The shelf of new arrivals on the first page.
SPINES = 14


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of titles: its titles, its number, and whether another one follows."""

    titles: list[Title]
    number: int
    has_more: bool


@allowed_query_params("q", PAGE_PARAM, LIST, *filters.NAMES, **{ORDER_PARAM: {BY_TITLE}})
@require_safe
def catalogue(request):
    """Show the newest titles, or those that filters and a search leave."""
    kept, typed = Kept.read(request), request.GET.get("q", "").strip()[: searching.MAX_LETTERS]
    selection, is_by_title = _selection(request), ORDER_PARAM in request.GET
    found = searching.find(typed) if typed else None
    page = _page(_shown(selection, found, is_by_title), _page_number(request), found)
    path, order = reverse("library:catalogue"), BY_TITLE if is_by_title else ""
    own = {"q": typed, ORDER_PARAM: order}
    links = FilterLinks(path, selection.values, filters.NAMES, {**own, **kept.params})
    here = {**selection.values, **own, PAGE_PARAM: str(page.number) if page.number > 1 else ""}
    is_first = not (typed or selection or is_by_title or page.number > 1)
    rows = rows_of(page.titles, kept, path, here)
    context = {
        "name": sign_name(SECTION, _("Bibliothek")),
        "rows": rows,
        "spines": rows[:SPINES] if is_first else [],
        "page": page,
        "words": typed,
        "found": found,
        "selection": selection,
        "chips": filters.chips(selection, stock(), links, next(iter(stock().kinds), "")),
        "stock": stock(),
        "kept": kept,
        "opening": opening_today(),
        "is_by_title": is_by_title,
        "is_first": is_first,
        **_addresses(path, links, selection, here, found, kept),
    }
    return render(request, "library/catalogue.html", context)


def _addresses(path, links, selection, here, found, kept):
    """Return the links to the other order, to the page after this one, to the suggestion, and to all titles."""
    number = int(here[PAGE_PARAM] or 1)

    def to(**changed):
        query = encoded({**here, PAGE_PARAM: "", **kept.params, **changed})
        return f"{path}?{query}" if query else path

    return {
        "order_url": to(**{ORDER_PARAM: "" if here[ORDER_PARAM] else BY_TITLE}),
        "next_url": to(**{PAGE_PARAM: str(number + 1)}),
        "before_url": to(**{PAGE_PARAM: str(number - 1) if number > 2 else ""}),
        "suggestion_url": to(q=found.suggestion) if found and found.suggestion else "",
        "everything_url": path + kept.query,
        "without_filters_url": path + (f"?{encoded({'q': here['q'], **kept.params})}" if here["q"] else kept.query),
    }


def _selection(request):
    try:
        return filters.Selection.read(request.GET, stock())
    except filters.NoSuchFilter as error:
        raise PageNotFound(str(error)) from None


def _page_number(request):
    text = request.GET.get(PAGE_PARAM, "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= number <= MAX_PAGES:
        raise PageNotFound(_("So weit reicht die Liste nicht. Suchen Sie lieber nach einem Wort."))
    return number


def _shown(selection, found, is_by_title):
    titles = selection.apply(Title.objects.published())
    if found is not None:
        titles = titles.filter(pk__in=found.keys)
    return titles.in_german_order() if is_by_title else titles.newest()


def _page(titles, number, found) -> Page:
    """Return a page of the titles; those of a search by rank."""
    first, last = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
    if found is None or titles.query.order_by[0] == "sort_title":
        listed = list(titles.for_display()[first : last + 1])
        return Page(listed[:PAGE_SIZE], number, len(listed) > PAGE_SIZE)
    left = set(titles.order_by().values_list("pk", flat=True))
    keys = [key for key in found.keys if key in left]
    by_key = Title.objects.for_display().in_bulk(keys[first:last])
    return Page([by_key[key] for key in keys[first:last] if key in by_key], number, len(keys) > last)


@allowed_query_params(LIST)
@require_safe
def title(request, pk):
    """Show one title: what it is, where its copies are, and what else stands beside it."""
    kept = Kept.read(request)
    record = published_title(pk)
    path = record.get_absolute_url()
    [row] = rows_of([record], kept, path, {})
    context = {
        "row": row,
        "title": record,
        "subjects": list(record.subjects.all()),
        "languages": list(record.languages.all()),
        "details": details(record),
        "kept": kept,
    }
    return render(request, "library/title.html", context)
