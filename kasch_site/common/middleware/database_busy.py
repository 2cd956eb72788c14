"""A page with status 503 for requests that found the database locked; submitted values are preserved.

SQLite allows one writer at a time; a request that times out (`timeout` in settings/env.py) gets this page.
"""

import sqlite3

from django.db import OperationalError
from django.shortcuts import render

from kasch_site.common.forms.csrf_failure import is_from_our_page, is_typed, submitted_fields
from kasch_site.common.forms.guard import HONEYPOT, TOKEN

# SQLite: another writer. PostgreSQL: a lock timeout or a deadlock.
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRESQL = {"55P03", "40P01", "40001"}
RETRY_AFTER = 10  # seconds


class BusyDatabaseMiddleware:
    """Return 503 (RFC 9110, 15.6.4) if a view found the database busy; other errors are not handled."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return busy_page(request) if is_busy(exception) else None


def is_busy(exception) -> bool:
    """Return whether the error means that the database is in use and that retrying may succeed."""
    cause = exception.__cause__
    if not isinstance(exception, OperationalError) or cause is None:
        return False
    # The low byte of SQLite's extended result codes is the primary code.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code in _SQLITE or getattr(cause, "sqlstate", None) in _POSTGRESQL


def busy_page(request):
    """Render a page that says that nothing was saved, with the submitted values and a button to send them again.

    CSRF protection has accepted this request, so resubmitting is safe in the admin too. Forms with a password or files
    are not preserved.
    """
    submitted = submitted_fields(request) if is_from_our_page(request) else []
    is_complete = not request.FILES and {name for name, _value in submitted} >= set(request.POST) - {
        "csrfmiddlewaretoken"
    }
    context = {
        "typed": [value for name, value in submitted if name not in (TOKEN, HONEYPOT) and is_typed(value)],
        "submitted": submitted if is_complete else [],
        "is_form": request.method == "POST",
        "url": request.get_full_path(),
    }
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
