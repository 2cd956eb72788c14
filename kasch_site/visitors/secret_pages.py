"""Pages with a secret URL.

Mail scanners follow every link, so GET and HEAD of such a page change nothing. It is not cached, sends no referrer to
other sites, is not indexed, and prints a public URL in its footer.
"""

from collections.abc import Callable
from functools import wraps

from django.urls import reverse_lazy


def secret_page(public_route: str) -> Callable:
    """Decorate a view with a secret URL; the page shows the URL of `public_route` instead."""

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            request.public_path = reverse_lazy(public_route)
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"  # no other directive is needed (RFC 9111, 5.2.2.5)
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex"
            return response

        # If CSRF protection refuses the form, its values are offered again (`csrf_failure`).
        guarded.is_public_form = True
        return guarded

    return mark
