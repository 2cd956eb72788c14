"""PDF files as responses that browsers keep and ask about again."""

from hashlib import blake2b

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header


def pdf_response(request, pdf: bytes, name: str) -> HttpResponse:
    """Return a PDF shown in the browser; status 304 if the browser has it already (RFC 9110, section 13)."""
    etag = f'"{blake2b(pdf, digest_size=12).hexdigest()}"'
    headers = {
        "Content-Disposition": content_disposition_header(False, name),
        "Cache-Control": "no-cache",
        "ETag": etag,
    }
    response = HttpResponse(pdf, content_type="application/pdf", headers=headers)
    return get_conditional_response(request, etag=etag, response=response)
