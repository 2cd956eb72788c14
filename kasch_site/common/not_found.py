"""The page for an address that leads nowhere."""

from django.http import Http404
from django.shortcuts import render


class NotHere(Http404):
    """There is no such page, and a sentence for the reader says why: `NotHere(_("Diese Gruppe gibt es nicht."))`."""


def not_found(request, exception):
    """Answer 404 with the sentence of a `NotHere`; those of Django's own exceptions are not for readers."""
    sentence = exception.args[0] if isinstance(exception, NotHere) and exception.args else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
