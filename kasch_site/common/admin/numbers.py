"""Pages with the numbers of a year, and their files."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def chosen_year(request, years: Sequence[int]) -> int:
    """Return the year that `?jahr=` names, otherwise the first."""
    selected = request.GET.get("jahr", "")
    return next((year for year in years if str(year) == selected), years[0])


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file to download, which no cache may store."""
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
