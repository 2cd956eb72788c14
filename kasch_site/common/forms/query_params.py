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


def allowed_query_params(*names: str, **values: set[str]):
    """Declare the query parameters of a view; of a repeated parameter only the last value is kept.

    A parameter in `values` is dropped too if its value is none of these.
    """

    def mark(view):
        setattr(view, _ATTRIBUTE, {**dict.fromkeys(names), **values})
        return view

    return mark


def declared_params(view) -> list[str]:
    """Return the names of the parameters that a view declares."""
    return sorted(getattr(view, _ATTRIBUTE, {}))


def drop_unknown_params(request):
    """Normalise the query of a request before it is accessed; raises TooManyFieldsSent."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    allowed = getattr(view, _ATTRIBUTE, {})
    sent = [(name, request.GET[name][:MAX_VALUE_LENGTH]) for name in sorted(request.GET) if name in allowed]
    query = urlencode([(name, value) for name, value in sent if allowed[name] is None or value in allowed[name]])
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)
