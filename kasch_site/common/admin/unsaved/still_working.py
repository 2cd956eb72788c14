"""What every page of the administration carries for `static/js/drafts.js` and `static/js/still_working.js`."""

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
    """Answer that nothing is to be shown. Being a request of a person, it lets the session slide."""
    return HttpResponse(status=204)


def in_every_page(request) -> dict | None:
    """Return the key of the account, and where and how often the page reports that somebody types; None for nobody."""
    if not request.user.is_authenticated:
        return None
    return {
        "account": account_key(request.user),
        "account_field": ACCOUNT,
        "cookie": SAVED_DRAFT,
        "still_working": reverse(f"admin:{WORKING}"),
        "every": int(REPORT_EVERY.total_seconds()),
    }
