"""Rate-limited public forms: a try is counted before anything is processed."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import FORMS, GUESSES, Limit, allow
from kasch_site.house.building import building

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE, TOO_MANY_REQUESTS = 422, 429


def refusal_status(request, form, limit: Limit = FORMS, words: str = "") -> int:
    """Count one try, then validate the submitted form.

    Return 0 if it is valid, else the status with which it is shown again (RFC 9110, 15.5.21; RFC 6585, 4). `words` are
    the message for the rate limit, by default `too_many`. Must not be called inside a transaction (`limits.allow`).
    """
    if not allow(limit, client_of(request)):
        form.add_error(None, words or too_many())
        return TOO_MANY_REQUESTS
    return 0 if form.is_valid() else UNPROCESSABLE


def guess_status(request, form) -> int:
    """Count one guess at a code before it is looked up; an invalid form is not counted.

    Returns what `refusal_status` returns.
    """
    return refusal_status(request, form, GUESSES) if form.is_valid() else UNPROCESSABLE


def is_too_often(request, limit: Limit = FORMS) -> bool:
    """Count a try and return whether it exceeds the limit."""
    return not allow(limit, client_of(request))


def too_many() -> str:
    """Return the message for a visitor who exceeded a rate limit."""
    house = building().house
    words = _("Von Ihrem Anschluss kam in dieser Stunde sehr viel. Versuchen Sie es in einer Stunde noch einmal.")
    if house is None or not house.phone:
        return words
    return f"{words} {_('Oder rufen Sie uns an, dann erledigen wir es: %(phone)s') % {'phone': house.phone}}"
