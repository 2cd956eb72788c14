"""The URL of a document."""

from django.http import Http404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.common.export.byte_ranges import file_response
from kasch_site.common.not_found import PageNotFound

from .models import Document


@require_safe
def pdf(request, slug):
    """Return the PDF, or the part of it that the browser asks for; 304 if the browser has it."""
    document = Document.objects.filter(slug=slug).first()
    if document is None:
        raise PageNotFound(_("Diese Datei gibt es nicht mehr."))
    etag = f'"{document.file.name.rpartition("/")[2]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = _file_response(request, document, etag)
    # The URL stays when the file is replaced, so caches must ask.
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = etag
    return response


def _file_response(request, document, etag):
    try:
        file = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"{document.slug}.pdf"
    response = file_response(request, file, document.size, content_type="application/pdf", name=name, etag=etag)
    response["Content-Language"] = document.language
    return response
