"""The search page of the newspaper: over all issues, or in one."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.search.parsing import MAX_LENGTH
from kasch_site.common.search.queries import MAX_COUNTED
from kasch_site.common.text.whole_numbers import parse_whole_number
from newspaper.reading.search import find

from .common import WORDS_PARAM, KeptParams, paper_name, shown_issue

ISSUE_PARAM, PAGE_PARAM = "ausgabe", "seite"
PAGE_SIZE = 20


@allowed_query_params(WORDS_PARAM, ISSUE_PARAM, PAGE_PARAM)
@require_safe
def search(request):
    """Search all pages and articles for `?q=`, or those of one issue (`?ausgabe=4-2026`)."""
    words = KeptParams.read(request).words[:MAX_LENGTH]
    issue, number = _issue(request.GET.get(ISSUE_PARAM, "")), _page_number(request)
    found = find(words, issue, (number - 1) * PAGE_SIZE, PAGE_SIZE) if words else None
    here = {WORDS_PARAM: words, ISSUE_PARAM: f"{issue.number}-{issue.year}" if issue else ""}
    shown_words = found.suggestion or words if found else words
    context = {
        "name": paper_name(),
        "words": words,
        "max_length": MAX_LENGTH,
        "issue": issue,
        "found": found,
        "keep": urlencode({WORDS_PARAM: shown_words}),
        "suggestion_url": _to(here, **{WORDS_PARAM: shown_words}),
        "everywhere_url": _to(here, **{ISSUE_PARAM: ""}) if issue else "",
        "before_url": _to(here, **{PAGE_PARAM: number - 1 if number > 2 else ""}) if number > 1 else "",
        "next_url": _to(here, **{PAGE_PARAM: number + 1}) if found and found.has_more else "",
    }
    return render(request, "newspaper/search.html", context)


def _to(here, **changed):
    params = {name: value for name, value in {**here, **changed}.items() if value}
    return f"{reverse('newspaper:search')}?{urlencode(params)}#treffer"


def _issue(text):
    """Return the issue of "4-2026"; None for an empty text; raise PageNotFound."""
    if not text:
        return None
    number, year = (parse_whole_number(part, 9999) for part in text.partition("-")[::2])
    if number is None or year is None:
        raise PageNotFound(_("Diese Ausgabe haben wir nicht. Im Archiv stehen die anderen."))
    return shown_issue(year, number, KeptParams())


def _page_number(request) -> int:
    return parse_whole_number(request.GET.get(PAGE_PARAM), MAX_COUNTED // PAGE_SIZE) or 1
