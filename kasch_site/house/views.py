"""The contact page, and the colours of the sections as a small stylesheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from . import colours as section_colours
from .models import ContactPerson


def contact(request):
    """Who to turn to, when the house is open, and the way there."""
    return render(request, "house/contact.html", {"people": ContactPerson.objects.all()})


def colours(request, digest):
    """The section colours of the records as custom properties; the address changes with the content."""
    response = HttpResponse(section_colours.stylesheet(), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
