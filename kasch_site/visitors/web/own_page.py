"""A person's own page, behind a mailed link, and the question before something is cancelled there."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render

from kasch_site.common.rate_limits.limits import Limit
from kasch_site.visitors.refusals import refusal_of

from .counted import STEPS, UNPROCESSABLE, counted
from .secret_pages import secret_page


def own_page(
    find: Callable, public_route: str, unknown: str, limit: Limit = STEPS, *, shows_refusal: bool = False
) -> Callable:
    """Decorate a view of one record: it gets the record that `find(token)` returns, and the token.

    Unknown, unrelated and expired tokens get the same page, the template `unknown`. See `secret_page` for
    `public_route`, and `counted` for `limit` and `shows_refusal`.
    """

    def mark(view):
        @secret_page(public_route)
        @counted(limit, shows_refusal=shows_refusal)
        @wraps(view)
        def guarded(request, token, *args, **kwargs):
            record = find(token)
            if record is None:
                return unknown_link(request, unknown)
            return view(request, record, token, *args, **kwargs)

        return guarded

    return mark


def unknown_link(request, template: str) -> HttpResponse:
    """Return the response to unknown, unrelated and expired tokens, the same for all of them."""
    return render(request, template, status=404)


def confirm_first(
    request,
    template: str,
    context: dict,
    action: Callable,
    show: Callable,
    url: Callable,
    *,
    can_confirm: bool,
    can_act: bool = True,
) -> HttpResponse:
    """Ask for confirmation of an action: show the question, and on POST call `action()` and redirect to `url()`.

    Without `can_confirm` no question is shown, without `can_act` nothing is called; the response is the redirect then.
    If `action` raises `RequestRefused`, return `show(refusal, status)`.
    """
    if request.method != "POST":
        return render(request, template, context) if can_confirm else redirect(url())
    refusal = refusal_of(action) if can_act else ""
    return show(refusal, UNPROCESSABLE) if refusal else redirect(url())
