"""A patron's account: loans, renewals, holds; with card number and PIN.

Signing in sets a cookie that only the pages of the account get, with a random token that ends five minutes after the
last click, or with "Fertig". Nothing of these pages is stored, and they close by themselves.
"""

from functools import wraps

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors import access_tokens
from kasch_site.visitors.refusals import refusal_of
from kasch_site.visitors.web.counted import STEPS, UNPROCESSABLE, counted
from kasch_site.visitors.web.own_page import confirm_first
from kasch_site.visitors.web.secret_pages import secret_page
from library.circulation.holds import queue, reservations
from library.circulation.loans import loans
from library.circulation.patrons import accounts
from library.models import Hold, Loan, Patron
from library.notifications.messages import ACCOUNT, ACCOUNT_LIFETIME
from library.notifications.notifications import SECTION, subject_of
from library.web.common import MAX_KEY
from library.web.forms import CardForm

from .sign_in import sign_in

COOKIE = "bibliothek_konto"
MAX_SHOWN = 300  # more loans than anybody can have


def account_page(view):
    """Decorate a view of the account: pass the signed-in patron, or show the sign-in form."""

    @secret_page("library:account")
    @counted(STEPS)
    @wraps(view)
    def guarded(request, *args, **kwargs):
        patron = _signed_in(request)
        if patron is None:
            return redirect("library:account")
        response = view(request, patron, *args, **kwargs)
        return _extend_session(response, patron) if request.method == "POST" else response

    return guarded


@secret_page("library:account")
@counted(STEPS, shows_refusal=True)
def account(request):
    """Show the loans and holds of the patron; without a session show the sign-in form."""
    patron = _signed_in(request)
    if patron is not None and request.method != "POST":
        return _overview(request, patron)
    form = CardForm(request.POST or None)
    patron, status = sign_in(request, form) if form.is_bound else (None, 200)
    if patron is not None:
        return _extend_session(redirect("library:account"), patron)
    return render(request, "library/sign_in.html", {"form": form}, status=status)


@account_page
def renew(request, patron):
    """Renew one loan, or all that can be renewed, and show the result."""
    if request.method != "POST":
        return redirect("library:account")
    if "all" in request.POST:
        count = accounts.renew_all(patron, _shown(request))
        done = ngettext("%(number)d verlängert.", "%(number)d verlängert.", count) % {"number": count}
        return _overview(request, patron, done=done if count else "", refusal="" if count else _("Es ging nichts."))
    loan = Loan.objects.open().filter(patron=patron, pk=parse_whole_number(request.POST.get("loan"))).first()
    if loan is None:
        return _overview(request, patron, refusal=_("Das haben Sie nicht mehr ausgeliehen."))
    refusal = refusal_of(loans.renew, loan, shown=_shown(request).get(loan.pk))
    return _overview(request, patron, refusal=refusal, done="" if refusal else _("Verlängert."))


@account_page
def cancel_own_hold(request, patron, pk):
    """Ask for confirmation, then cancel a hold of the patron."""
    hold = Hold.objects.filter(patron=patron, pk=min(pk, MAX_KEY)).select_related("title", "copy").first()
    if hold is None:
        return redirect("library:account")
    return confirm_first(
        request,
        "library/cancel_hold.html",
        {"hold": hold, "back_url": reverse("library:account")},
        action=lambda: reservations.cancel(hold),
        show=lambda refusal, _status: _overview(request, patron, refusal=refusal),
        url=lambda: reverse("library:account"),
        can_confirm=hold.is_open,
    )


@account_page
def more_time(request, patron):
    """Extend the session by five minutes."""
    return redirect("library:account")


@secret_page("library:account")
@counted(STEPS)
def finish(request):
    """End the session in every browser."""
    response = redirect("library:account")
    patron = _signed_in(request)
    if request.method == "POST" and patron is not None:
        access_tokens.revoke(SECTION, subject_of(patron))
        response.delete_cookie(COOKIE, path=reverse("library:account"), samesite="Strict")
    return response


def _overview(request, patron, *, refusal="", done=""):
    own = accounts.loans_of(patron)
    context = {
        "patron": patron,
        "loans": own,
        "can_renew": any(not each.refusal for each in own),
        "holds": [(hold, queue.place_in_queue(hold)) for hold in accounts.holds_of(patron)],
        "refusal": refusal,
        "done": done,
        "minutes": ACCOUNT_LIFETIME.seconds // 60,
        "today": clock.today(),
    }
    response = render(request, "library/account.html", context, status=UNPROCESSABLE if refusal else 200)
    # The page does not stay on a screen that others use.
    response["Refresh"] = f"{ACCOUNT_LIFETIME.seconds}; url={reverse('library:account')}"
    return response


def _signed_in(request) -> Patron | None:
    token = request.COOKIES.get(COOKIE, "")
    return ACCOUNT.find(Patron.objects.members(), token) if token else None


def _extend_session(response, patron):
    """Extend the session by five minutes; the previous token expires by itself."""
    token = access_tokens.issue(SECTION, ACCOUNT.purpose, subject_of(patron), ACCOUNT.expires_at(patron))
    response.set_cookie(
        COOKIE,
        token,
        max_age=ACCOUNT_LIFETIME,
        path=reverse("library:account"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _shown(request) -> dict[int, int]:
    """Return the number of renewals of each loan that the form showed, by key of the loan: "12-0"."""
    pairs = [text.partition("-") for text in request.POST.getlist("shown")[:MAX_SHOWN]]
    return {parse_whole_number(key) or 0: parse_whole_number(renewals) or 0 for key, _dash, renewals in pairs}
