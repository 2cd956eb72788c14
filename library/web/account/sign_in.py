"""Sign in with card number and PIN. Each try is counted by visitor and card; every mistake gets the same response."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.web.counted import TOO_MANY_REQUESTS, UNPROCESSABLE, guess_status
from library.circulation.patrons import accounts
from library.models import Patron

WRONG = _(
    "Nummer und PIN passen nicht zusammen, oder der Ausweis gilt nicht mehr. "
    "Eine neue PIN bekommen Sie per E-Mail oder an der Theke."
)
TOO_OFTEN = _(
    "Mit dieser Nummer wurde heute schon oft eine falsche PIN versucht. "
    "Mit einer neuen PIN geht es gleich: per E-Mail oder an der Theke."
)


def sign_in(request, form) -> tuple[Patron | None, int]:
    """Validate a `CardForm` of a view that is `counted`; return the patron, or None and the status of the page."""
    status = guess_status(request, form)
    if status:
        return None, status
    number, pin = form.cleaned_data["number"], form.cleaned_data["pin"]
    try:
        patron = accounts.patron_with(number, pin, client_of(request))
    except accounts.TooManyTries:
        form.add_error(None, TOO_OFTEN)
        return None, TOO_MANY_REQUESTS
    if patron is None:
        form.add_error("number", WRONG)
        return None, UNPROCESSABLE
    return patron, 0
