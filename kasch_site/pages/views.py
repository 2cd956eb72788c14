"""The staff's pages in every language, and the form to report a barrier."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation

from .models import Page


def page(request, slug):
    """A page in the language of the source."""
    found = get_object_or_404(Page.objects.published(), slug=slug, language=settings.LANGUAGE_CODE)
    return render(request, "pages/page_detail.html", {"page": found})


def foreign_page(request, language, slug):
    """A page in another language, with the frame around it in that language too."""
    found = get_object_or_404(Page.objects.published(), slug=slug, language=language)
    with translation.override(language):
        return render(request, "pages/page_detail.html", {"page": found})


def report_barrier(request):
    raise Http404


def barrier_reported(request):
    raise Http404
