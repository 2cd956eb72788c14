"""Declared query parameters; undeclared ones are removed before a view runs.

Anybody can append `?x=1`, `?x=2`, … to a URL. If each were a page of its own, strangers could have the same page
rendered again and again and evict all others from the cache. So a view that reads `request.GET` declares its parameters
(`@allowed_query_params("ab", "q")`), and before the cache lookup the query is normalised: the declared parameters only,
each once, sorted by name, and values cut to `MAX_VALUE_LENGTH` characters. An undeclared parameter has no effect.
Requests that bypass the cache (staff, submitted forms) keep their query unchanged.
"""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import Resolver404, resolve

MAX_VALUE_LENGTH = 400  # longer than any view accepts, so that a truncated value is as unknown as the whole
_ATTRIBUTE = "allowed_query_params"


def allowed_query_params(*names: str):
    """Declare the query parameters of a view, of each the last value."""

    def mark(view):
        setattr(view, _ATTRIBUTE, frozenset(names))
        return view

    return mark


def drop_unknown_params(request):
    """Normalise the query of a request before it is accessed; raises TooManyFieldsSent."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    allowed = getattr(view, _ATTRIBUTE, frozenset())
    query = urlencode([(name, request.GET[name][:MAX_VALUE_LENGTH]) for name in sorted(request.GET) if name in allowed])
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)
