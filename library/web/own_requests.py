"""A person's own hold or purchase request: view, cancel; by link, or by code and letters of the name."""

from functools import partial

from django.shortcuts import render
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.visitors.web import look_up as visitors
from kasch_site.visitors.web.counted import STEPS, counted
from kasch_site.visitors.web.own_page import confirm_first
from library.catalogue.reading_list import PARAM as LIST
from library.circulation import purchase_requests
from library.circulation.holds import queue, reservations
from library.models import Hold, PurchaseRequest, Title
from library.notifications.messages import ACCESS_TOKEN_LIFETIME, MANAGE_HOLD, MANAGE_REQUEST
from library.retention import ENDED_HOLD_RETENTION

from .common import own_page
from .forms import CodeForm
from .rows import KeptParams


def _holds():
    kept = Hold.objects.in_retention(clock.now() - ENDED_HOLD_RETENTION)
    return kept.with_is_missing().select_related("title__medium", "copy")


def _requests():
    kept = PurchaseRequest.objects.in_retention(clock.today() - ACCESS_TOKEN_LIFETIME)
    return kept.select_related("found_item")


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Look up a hold or a request by code and letters of a name; every mistake gets the same response."""
    return visitors.look_up(request, CodeForm, _by_code, _address_of, "library/look_up.html")


def _by_code(code, letters):
    return visitors.by_code(_holds(), code, letters) or visitors.by_code(_requests(), code, letters)


def _address_of(record):
    return (MANAGE_HOLD if isinstance(record, Hold) else MANAGE_REQUEST).url_for(record)


@allowed_query_params(LIST)
@own_page(lambda token: MANAGE_HOLD.find(_holds(), token))
def my_hold(request, hold, token):
    """Show the state of a hold."""
    return _hold_page(request, hold, token)


@allowed_query_params(LIST)
@own_page(lambda token: MANAGE_HOLD.find(_holds(), token))
def cancel_hold(request, hold, token):
    """Ask for confirmation, then cancel."""
    own_url = reverse("library:my_hold", args=[token]) + KeptParams.read(request).query
    return confirm_first(
        request,
        "library/cancel_hold.html",
        {"hold": hold, "back_url": own_url},
        action=partial(reservations.cancel, hold),
        show=partial(_hold_page, request, hold, token),
        url=lambda: own_url,
        can_confirm=hold.is_open,
    )


def _hold_page(request, hold, token, refusal="", status=200):
    context = {
        "hold": hold,
        "token": token,
        "place": queue.place_in_queue(hold),
        "refusal": refusal,
        "kept": KeptParams.read(request),
    }
    return render(request, "library/my_hold.html", context, status=status)


@own_page(lambda token: MANAGE_REQUEST.find(_requests(), token))
def my_request(request, purchase_request, token):
    """Show the state of a purchase request."""
    return _request_page(request, purchase_request, token)


@own_page(lambda token: MANAGE_REQUEST.find(_requests(), token))
def cancel_request(request, purchase_request, token):
    """Ask for confirmation, then cancel the purchase request."""
    return confirm_first(
        request,
        "library/cancel_request.html",
        {"purchase_request": purchase_request, "token": token},
        action=partial(purchase_requests.cancel, purchase_request),
        show=partial(_request_page, request, purchase_request, token),
        url=lambda: reverse("library:my_request", args=[token]),
        can_confirm=purchase_request.state == PurchaseRequest.State.OPEN,
    )


def _request_page(request, purchase_request, token, refusal="", status=200):
    found_title = Title.objects.published().filter(pk=purchase_request.found_title_id).first()
    context = {"purchase_request": purchase_request, "found_title": found_title, "token": token, "refusal": refusal}
    return render(request, "library/my_request.html", context, status=status)
