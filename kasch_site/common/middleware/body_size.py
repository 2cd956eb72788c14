"""Nobody fills the disk without logging in.

Django writes files that come with a form to the disk before any view sees them, also where no view wants one. So
whoever sends more than a form of ours can hold has to be logged in: all others are refused before anything is read.
"""

from django.conf import settings
from django.shortcuts import render

_TOO_LARGE, _LENGTH_REQUIRED = 413, 411


class LargeBodiesMiddleware:
    """The last middleware: sessions are known, and the protection against forged requests has not read anything yet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = refusal(request)
        if status:
            return render(request, "413.html", {"is_known": status == _TOO_LARGE}, status=status)
        return self.get_response(request)


def refusal(request) -> int:
    """The status with which a body is refused, or 0: RFC 9110, 15.5.14 (too large) and 15.5.12 (length required)."""
    if request.method in ("GET", "HEAD"):
        return 0  # whose bodies nobody reads
    if length_of(request) > settings.STRANGERS_MOST_BYTES and not request.user.is_authenticated:
        return _TOO_LARGE
    # Django reads nothing of a body without a length, so what was typed would be lost in silence.
    return _LENGTH_REQUIRED if "HTTP_TRANSFER_ENCODING" in request.META else 0


def length_of(request) -> int:
    """What the request says of its length, in bytes; what is no number counts as nothing, as it does for Django."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
