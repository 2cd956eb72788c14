"""The page for an address that leads nowhere."""

from django.http import Http404
from django.shortcuts import render

from .redirects import redirect_to_new_address


class NotHere(Http404):
    """There is no such page, and a sentence for the reader says why: `NotHere(_("Diese Gruppe gibt es nicht."))`."""


def not_found(request, exception):
    """Lead on to the new address, or answer 404; only the sentence of a `NotHere` is for readers, not Django's own."""
    moved = redirect_to_new_address(request)
    if moved is not None:
        return moved
    sentence = exception.args[0] if isinstance(exception, NotHere) and exception.args else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
