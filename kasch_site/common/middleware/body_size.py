"""Limit on request bodies of anonymous users.

Django writes uploaded files to disk before any view runs, even if no view accepts files. Bodies larger than any public
form are therefore refused unread unless the user is logged in.
"""

from django.conf import settings
from django.shortcuts import render

_TOO_LARGE, _LENGTH_REQUIRED = 413, 411


class LargeBodiesMiddleware:
    """Must be the last middleware: it needs the session, and runs before CSRF protection reads the body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = refusal(request)
        if status:
            return render(request, "413.html", {"is_known": status == _TOO_LARGE}, status=status)
        return self.get_response(request)


def refusal(request) -> int:
    """Return the status of the refusal, or 0: RFC 9110, 15.5.14 (too large) and 15.5.12 (length required)."""
    if request.method in ("GET", "HEAD"):
        return 0  # methods whose body is not read
    if length_of(request) > settings.STRANGERS_MOST_BYTES and not request.user.is_authenticated:
        return _TOO_LARGE
    # Django ignores a body without a length, so the submitted data would be lost silently.
    return _LENGTH_REQUIRED if "HTTP_TRANSFER_ENCODING" in request.META else 0


def length_of(request) -> int:
    """Return Content-Length in bytes; 0 if it is not a number, as in Django."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
