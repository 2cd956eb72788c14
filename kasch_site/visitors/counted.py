"""Public forms whose tries are counted before anything is done or looked up."""

from collections.abc import Callable

from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import GUESSES, Limit, allow

UNPROCESSABLE, TOO_MANY_REQUESTS = 422, 429


def refusal_status(request, form, limit: Limit, too_many: Callable[[], str]) -> int:
    """Count one try, then check the form that was sent with it.

    Return 0 if what it says is to be done, else the status with which it is shown again (RFC 9110, 15.5.21; RFC 6585,
    4); `too_many` makes the sentence for who has tried too often. Not to be called within a transaction (`may`).
    """
    if not allow(limit, client_of(request)):
        form.add_error(None, too_many())
        return TOO_MANY_REQUESTS
    return 0 if form.is_valid() else UNPROCESSABLE


def guess_status(request, form, too_many: Callable[[], str]) -> int:
    """Count one guess at a code before it is looked up; what cannot be a code is no guess and costs no try.

    Returns what `refusal_status` returns.
    """
    return refusal_status(request, form, GUESSES, too_many) if form.is_valid() else UNPROCESSABLE
