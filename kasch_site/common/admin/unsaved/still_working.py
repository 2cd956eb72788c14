"""Data of every admin page for `static/js/drafts.js` and `static/js/still_working.js`."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from .account import ACCOUNT, account_key
from .drafts import SAVED_DRAFT

WORKING = "still_working"  # the route
# Typing is reported at most this often; well below the shortest idle limit (kasch_site/accounts/sessions.py).
REPORT_EVERY = timedelta(minutes=4)


@require_POST
def still_working(request):
    """Return an empty response. The request itself extends the session."""
    return HttpResponse(status=204)


def unsaved_context(request) -> dict | None:
    """Return the key of the account, and URL and interval of reports of typing; None if nobody is logged in."""
    if not request.user.is_authenticated:
        return None
    return {
        "account": account_key(request.user),
        "account_field": ACCOUNT,
        "cookie": SAVED_DRAFT,
        "still_working": reverse(f"admin:{WORKING}"),
        "report_interval": int(REPORT_EVERY.total_seconds()),
    }
