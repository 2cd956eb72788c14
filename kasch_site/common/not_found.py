"""The 404 page."""

from django.http import Http404
from django.shortcuts import render

from .redirects import redirect_to_new_address


class NotHere(Http404):
    """A 404 with a message for the reader: `NotHere(_("Diese Gruppe gibt es nicht."))`."""


def not_found(request, exception):
    """Redirect to the new address, or return 404; only the message of a `NotHere` is shown, not Django's own."""
    moved = redirect_to_new_address(request)
    if moved is not None:
        return moved
    sentence = exception.args[0] if isinstance(exception, NotHere) and exception.args else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
