"""The 404 page."""

from django.http import Http404
from django.shortcuts import render

from .redirects import redirect_to_new_address


class PageNotFound(Http404):
    """A 404 with a message for the reader: `PageNotFound(_("Diese Gruppe gibt es nicht."))`."""


def not_found(request, exception):
    """Redirect to the new URL, or return 404; only the message of a `PageNotFound` is shown, not Django's own."""
    redirection = redirect_to_new_address(request)
    if redirection is not None:
        return redirection
    sentence = exception.args[0] if isinstance(exception, PageNotFound) and exception.args else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
