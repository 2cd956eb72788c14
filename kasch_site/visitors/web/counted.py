"""Rate-limited public forms: each POST is counted before anything of it is processed."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kasch_site.common.forms.csrf_failure import NOT_TYPED, is_typed, submitted_fields
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import FORMS, GUESSES, Limit, allow
from kasch_site.house.building import building
from kasch_site.visitors.refusals import RequestRefused

UNPROCESSABLE, TOO_MANY_REQUESTS = 422, 429
# Steps of a form that store nothing, and pages with a secret URL, whose holders are known to us.
STEPS = Limit("steps", visitor=200, house=1500, everybody=20_000)


def counted(limit: Limit = FORMS, *, shows_refusal: bool = False) -> Callable:
    """Decorate the view of a public form: count each POST before the view runs, whatever it contains.

    A view with `shows_refusal` answers a visitor over the limit itself, with the form and what was typed into it: it
    asks `is_over_limit`, or calls `refusal_status`. For any other view the answer is a page that keeps what was typed.
    Methods other than GET, HEAD and POST are refused.
    """

    def mark(view):
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def counting(request, *args, **kwargs):
            request.is_over_limit = request.method == "POST" and not allow(limit, client_of(request))
            if request.is_over_limit and not shows_refusal:
                return _too_many_page(request)
            return view(request, *args, **kwargs)

        return counting

    return mark


def is_over_limit(request) -> bool:
    """Return whether `counted` found the visitor over the limit."""
    return request.is_over_limit


def refusal_status(request, form, limit_message: str = "") -> int:
    """Validate the form of a view that is `counted`.

    Return 0 if it is valid, else the status with which it is shown again (RFC 9110, 15.5.21; RFC 6585, 4). If the rate
    limit is exceeded, the form shows `limit_message`, by default `too_many`.
    """
    if is_over_limit(request):
        form.add_error(None, limit_message or too_many())
        return TOO_MANY_REQUESTS
    return 0 if form.is_valid() else UNPROCESSABLE


def form_page(
    request,
    form,
    template: str,
    accept: Callable,
    context: Callable[[], dict] = dict,
    limit_message: str = "",
) -> HttpResponse:
    """Show the form of a view that is `counted`; if it was sent and is valid, redirect to what `accept(form)` returns.

    `context` returns what else the template needs; it is called only if the form is shown. `limit_message` as in
    `refusal_status`. If `accept` raises `RequestRefused`, its message is shown in the form, with
    everything that was typed.
    """
    status = refusal_status(request, form, limit_message) if form.is_bound else 200
    if not status:
        try:
            return redirect(accept(form))
        except RequestRefused as refused:
            form.add_error(None, str(refused))
            status = UNPROCESSABLE
    return render(request, template, {**context(), "form": form}, status=status)


def guess_status(request, form) -> int:
    """Count one guess at a code before it is looked up; return what `refusal_status` returns.

    Malformed codes count as any other form does, not as a guess.
    """
    status = refusal_status(request, form)
    if status or allow(GUESSES, client_of(request)):
        return status
    form.add_error(None, too_many())
    return TOO_MANY_REQUESTS


def is_too_often(request, limit: Limit) -> bool:
    """Count a try under a stricter limit than that of the view; return whether it exceeds it."""
    return not allow(limit, client_of(request))


def too_many() -> str:
    """Return the message for a visitor who exceeded a rate limit."""
    house = building().house
    text = _("Von Ihrem Anschluss kam in dieser Stunde sehr viel. Versuchen Sie es in einer Stunde noch einmal.")
    if house is None or not house.phone:
        return text
    return f"{text} {_('Oder rufen Sie uns an, dann erledigen wir es: %(phone)s') % {'phone': house.phone}}"


def _too_many_page(request):
    submitted = submitted_fields(request)
    context = {
        "refusal": too_many(),
        "submitted": submitted,
        "typed": [value for name, value in submitted if name not in NOT_TYPED and is_typed(value)],
        "url": request.path,
    }
    return render(request, "429.html", context, status=TOO_MANY_REQUESTS)
