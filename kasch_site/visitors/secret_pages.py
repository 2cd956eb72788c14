"""Pages whose address is a secret.

Mail scanners follow every link, so a GET or HEAD of such a page changes nothing. No cache keeps it, no other site is
told its address, search engines leave it out, and another address is printed at its foot.
"""

from collections.abc import Callable
from functools import wraps

from django.urls import reverse_lazy


def secret_page(public_route: str) -> Callable:
    """Mark a view whose address is a secret; the page shows the address of `public_route` instead."""

    def mark(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            request.public_path = reverse_lazy(public_route)
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"  # which says it all (RFC 9111, 5.2.2.5)
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex"
            return response

        # What was chosen is offered again where the protection against forged requests refuses it (`csrf_failure`).
        guarded.is_public_form = True
        return guarded

    return mark
