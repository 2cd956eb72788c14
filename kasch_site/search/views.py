"""The search page."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.search.parsing import MAX_LENGTH
from kasch_site.common.search.queries import MAX_COUNTED, kind_key, search, search_kinds

from .results import MAX_GROUPED, PAGE_SIZE, Group, groups, shown


@allowed_query_params("q", "in", "seite")
@require_safe
def search_page(request):
    """Search all sections for `?q=`; with `?in=` show all hits of one kind, in pages (`?seite=`)."""
    typed = request.GET.get("q", "")[: MAX_LENGTH + 1].strip()
    kind = next((candidate for candidate in search_kinds() if kind_key(candidate) == request.GET.get("in")), None)
    context = {"typed": typed[:MAX_LENGTH], "max_length": MAX_LENGTH}
    if typed:
        context |= _one_kind(kind, typed, _page(request)) if kind else _grouped(typed)
    return render(request, "search/search.html", context)


def _grouped(typed):
    result = search(typed, limit=MAX_GROUPED)
    shown_result = result.suggested_result or result
    return {
        "total": result.total,
        "is_more": result.is_more_than_counted,
        "suggestion": result.suggestion,
        "suggestion_url": f"?{urlencode({'q': result.suggestion})}",
        "groups": groups(shown_result, result.suggestion or typed),
    }


def _one_kind(kind, typed, page):
    result = search(typed, kinds=[kind_key(kind)], limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    here = {"q": typed, "in": kind_key(kind)}
    hits = [shown(hit, result) for hit in result.hits]
    return {
        "total": result.total,
        "is_more": result.is_more_than_counted,
        "groups": [Group(kind_key(kind), str(kind.name), hits, result.total)] if hits else [],
        "everything_url": f"?{urlencode({'q': typed})}",
        "before_url": f"?{urlencode({**here, 'seite': page - 1})}" if page > 1 else "",
        "next_url": f"?{urlencode({**here, 'seite': page + 1})}" if page * PAGE_SIZE < result.total else "",
    }


def _page(request):
    """Return the number of the page in `?seite=`, at least 1; an invalid or too large number is page 1."""
    number = request.GET.get("seite", "")
    is_page = number.isascii() and number.isdigit() and len(number) < 4
    return max(1, int(number)) if is_page and int(number) * PAGE_SIZE <= MAX_COUNTED + PAGE_SIZE else 1
