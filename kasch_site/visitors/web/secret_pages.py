"""Pages with a secret URL.

Mail scanners follow every link, so GET and HEAD of such a page change nothing. It is not cached, sends no referrer to
other sites, is not indexed, and prints a public URL in its footer. Logs hold routes instead of paths (`private_log`).
"""

from collections.abc import Callable
from functools import wraps

from django.urls import reverse


def secret_page(public_route: str) -> Callable:
    """Decorate a view with a secret URL; the page shows the URL of `public_route` instead."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"  # no other directive is needed (RFC 9111, 5.2.2.5)
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex"
            return response

        # If CSRF protection refuses the form, its values are offered again (`csrf_failure`).
        wrapper.is_public_form = True
        # Known without running the view, so that the page of a refusal does not print the secret either.
        wrapper.public_route = public_route
        return wrapper

    return decorate


def shown_path(request) -> str:
    """Return the path that a page prints as its own: the public one of a secret page, "/" if no view is found.

    A link that a mail program has broken leads to no view, and contains a part of a secret.
    """
    if request.resolver_match is None:
        return "/"
    public_route = getattr(request.resolver_match.func, "public_route", None)
    return reverse(public_route) if public_route else request.path
