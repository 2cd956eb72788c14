"""Files to be saved by the browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file to download, which no cache may store."""
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
