"""A person's own contribution: view its state, withdraw it or one of its consents."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.not_found import PageNotFound
from kasch_site.visitors.web.counted import STEPS, counted
from kasch_site.visitors.web.own_page import confirm_first
from kasch_site.visitors.web.own_page import own_page as visitors_page
from newspaper.contributions import decisions, retention
from newspaper.contributions.notifications import MANAGE
from newspaper.web.look_up import look_up_in

from .forms import CodeForm


def _retained():
    return retention.in_retention(clock.now()).prefetch_related("consents")


own_page = partial(
    visitors_page,
    lambda token: MANAGE.find(_retained(), token),
    public_route="newspaper:look_up",
    unknown="newspaper/unknown_link.html",
)


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Look up a contribution by code and letters of a name; every mistake gets the same response."""
    return look_up_in(request, CodeForm, _retained(), MANAGE)


@own_page()
def my_contribution(request, contribution, token):
    """Show the state of a contribution."""
    return _page(request, contribution, token)


@own_page()
def withdraw(request, contribution, token):
    """Ask for confirmation, then withdraw the contribution."""
    return confirm_first(
        request,
        "newspaper/withdraw.html",
        {"contribution": contribution, "token": token},
        action=partial(decisions.withdraw, contribution),
        show=partial(_page, request, contribution, token),
        url=partial(_url, token),
        can_confirm=contribution.is_open,
    )


@own_page()
def withdraw_consent(request, contribution, token, key):
    """Ask for confirmation, then withdraw one consent."""
    consent = next((each for each in contribution.consents.all() if each.key == key), None)
    if consent is None:
        raise PageNotFound
    return confirm_first(
        request,
        "newspaper/withdraw_consent.html",
        {"contribution": contribution, "consent": consent, "token": token},
        action=partial(decisions.withdraw_consent, contribution, key),
        show=partial(_page, request, contribution, token),
        url=partial(_url, token),
        can_confirm=consent.is_valid,
    )


def _page(request, contribution, token, refusal="", status=200):
    context = {
        "contribution": contribution,
        "consents": contribution.consents.all(),
        "photos": contribution.files.count(),
        "token": token,
        "refusal": refusal,
    }
    return render(request, "newspaper/my_contribution.html", context, status=status)


def _url(token):
    return reverse("newspaper:my_contribution", args=[token])
