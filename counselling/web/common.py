"""Shared code of the pages: topics, urgency, languages, and the response to an invalid link."""

from functools import partial
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404

from counselling.models import Topic
from kasch_site.common.rate_limits.limits import Limit
from kasch_site.common.text.slugs import is_slug
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.house.models import Language
from kasch_site.visitors.web import own_page as own_pages
from kasch_site.visitors.web import secret_pages

# Visitors choose a slot a few times while looking around; more holds would block slots for others.
HOLD_LIMIT = Limit("holds", visitor=15, house=300, everybody=3000)
# Parameter for a near deadline in URLs and forms, and its value.
URGENT_PARAM, URGENT_VALUE = "frist", "nah"
# Parameter for the language in which a person wants to be advised; its value is the code of a language of the house.
LANGUAGE_PARAM = "sprache"
INTERPRETER_FIELD = "interpreter"  # the same in the form of the details

secret_page = secret_pages.secret_page("counselling:lookup")
own_page = partial(own_pages.own_page, public_route="counselling:lookup", unknown="counselling/unknown_link.html")


def published_topic(slug) -> Topic:
    """Return the published topic with this slug; raise Http404."""
    return get_object_or_404(Topic.objects.published(), slug=slug)


def is_urgent(params) -> bool:
    """Return whether a query string or form states a near deadline."""
    return params.get(URGENT_PARAM) == URGENT_VALUE


def wanted_language(params) -> Language | None:
    """Return the language requested by a query string or form; None if it is missing or unknown.

    A submitted details form has it in the field `INTERPRETER_FIELD`. Views redirect if it is unknown, so that the page
    cache stores only pages of known languages.
    """
    languages = Language.objects.excluding_default()
    if LANGUAGE_PARAM not in params:
        pk = parse_whole_number(params.get(INTERPRETER_FIELD))
        return languages.filter(pk=pk).first() if pk else None
    code = params[LANGUAGE_PARAM]
    return languages.filter(code=code).first() if is_slug(code) else None


def language_query(language: Language | None, *, urgent: bool = False) -> str:
    """Return the query string that carries the language, and a near deadline, to the next page, or ""."""
    chosen = {URGENT_PARAM: URGENT_VALUE} if urgent else {}
    if language:
        chosen[LANGUAGE_PARAM] = language.code
    return f"?{urlencode(chosen)}" if chosen else ""


def unknown_link(request):
    """Return the response to unknown, unrelated and expired tokens: the same for all of them."""
    return own_pages.unknown_link(request, "counselling/unknown_link.html")
