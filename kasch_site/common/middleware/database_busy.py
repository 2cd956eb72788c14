"""When the database is busy for too long: a sentence instead of an error, and what was typed is still there.

On SQLite one alone can write at a time; whoever has waited in vain (`timeout` in settings/env.py) gets this page.
"""

import sqlite3

from django.db import OperationalError
from django.shortcuts import render

from kasch_site.common.forms.csrf_failure import is_from_our_page, is_written, sent_fields
from kasch_site.common.forms.guard import TOKEN, TRAP

# SQLite: somebody else is writing. PostgreSQL: a lock that does not come, two who wait for each other.
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRESQL = {"55P03", "40P01", "40001"}
RETRY_AFTER = 10  # seconds


class BusyDatabaseMiddleware:
    """Answers 503 (RFC 9110, 15.6.4) where a view found the database busy; any other error stays one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return busy_page(request) if is_busy(exception) else None


def is_busy(exception) -> bool:
    """Whether the database was in use by somebody else, so that trying again helps."""
    cause = exception.__cause__
    if not isinstance(exception, OperationalError) or cause is None:
        return False
    # The lower byte of SQLite's extended codes is the plain one.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code in _SQLITE or getattr(cause, "sqlstate", None) in _POSTGRESQL


def busy_page(request):
    """Say that it was not saved, and give back what was typed, to be sent once more with one click.

    The protection against forged requests has let this request pass, so sending it again is safe in the admin too. Not
    given back are forms with a password or with files: those are to be filled in again.
    """
    sent = sent_fields(request) if is_from_our_page(request) else []
    is_whole = not request.FILES and {name for name, _value in sent} >= set(request.POST) - {"csrfmiddlewaretoken"}
    context = {
        "typed": [value for name, value in sent if name not in (TOKEN, TRAP) and is_written(value)],
        "again": sent if is_whole else [],
        "is_form": request.method == "POST",
        "address": request.get_full_path(),
    }
    response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
