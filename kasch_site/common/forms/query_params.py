"""Which parameters an address understands; what nobody has declared, no view sees.

Anybody can write `?x=1`, `?x=2`, … behind an address. If each were a page of its own, strangers could have the same
page made again and again and push everything else out of the memory. So a view that reads `request.GET` says what it
reads (`@understands("ab", "q")`), and before a page is looked up the query is brought into one form: the declared
parameters alone, each once, in the order of their names, and of a value no more than `LONGEST_VALUE` characters.
Whoever forgets to declare one sees at once that it does nothing. Requests that pass by the memory (staff, forms that
are sent) keep their query as it came.
"""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import Resolver404, resolve

LONGEST_VALUE = 400  # more than any view takes, so that a value that was cut is as unknown as the whole
_KNOWN = "understood_parameters"


def understands(*names: str):
    """Mark a view that reads these parameters of the query, of each the last value."""

    def mark(view):
        setattr(view, _KNOWN, frozenset(names))
        return view

    return mark


def keep_understood(request):
    """Bring the query of a request that nobody has read yet into its one form; raises TooManyFieldsSent."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return
    known = getattr(view, _KNOWN, frozenset())
    query = urlencode([(name, request.GET[name][:LONGEST_VALUE]) for name in sorted(request.GET) if name in known])
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)
