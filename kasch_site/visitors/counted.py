"""Rate-limited public forms: a try is counted before anything is processed."""

from collections.abc import Callable

from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import GUESSES, Limit, allow

UNPROCESSABLE, TOO_MANY_REQUESTS = 422, 429


def refusal_status(request, form, limit: Limit, too_many: Callable[[], str]) -> int:
    """Count one try, then validate the submitted form.

    Return 0 if it is valid, else the status with which it is shown again (RFC 9110, 15.5.21; RFC 6585, 4); `too_many`
    returns the message for the rate limit. Must not be called inside a transaction (`limits.allow`).
    """
    if not allow(limit, client_of(request)):
        form.add_error(None, too_many())
        return TOO_MANY_REQUESTS
    return 0 if form.is_valid() else UNPROCESSABLE


def guess_status(request, form, too_many: Callable[[], str]) -> int:
    """Count one guess at a code before it is looked up; an invalid form is not counted.

    Returns what `refusal_status` returns.
    """
    return refusal_status(request, form, GUESSES, too_many) if form.is_valid() else UNPROCESSABLE
