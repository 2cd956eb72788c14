"""Reserve a title: without an account, or with card number and PIN."""

from uuid import uuid5

from django.db import transaction
from django.shortcuts import redirect, render

from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.refusals import RequestRefused
from kasch_site.visitors.web.counted import UNPROCESSABLE, counted, form_page
from library.catalogue.availability import availability_of
from library.catalogue.reading_list import PARAM as LIST
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.notifications.messages import MANAGE_HOLD

from .account.sign_in import sign_in
from .common import published_title
from .forms import ReserveForm, ReserveWithCardForm
from .rows import KeptParams


@allowed_query_params(LIST)
@public_form
@counted(shows_refusal=True)
def reserve(request, pk):
    """Show and process the form to reserve a title with a name and one contact; redirect to the page of the hold."""
    title, kept = published_title(pk), KeptParams.read(request)
    form = ReserveForm(request.POST or None)
    return form_page(
        request,
        form,
        "library/reserve.html",
        lambda form: _reserve(title, form, form.requester(), client_of(request)) + kept.query,
        lambda: _context(title, kept),
    )


@allowed_query_params(LIST)
@public_form
@counted(shows_refusal=True)
def reserve_with_card(request, pk):
    """Show and process the form to reserve a title with card number and PIN."""
    title, kept = published_title(pk), KeptParams.read(request)
    form = ReserveWithCardForm(request.POST or None)
    patron, status = sign_in(request, form) if form.is_bound else (None, 200)
    if patron is not None:
        try:
            return redirect(_reserve(title, form, Requester.of(patron)) + kept.query)
        except RequestRefused as refused:
            form.add_error(None, str(refused))
            status = UNPROCESSABLE
    return render(request, "library/reserve_with_card.html", {**_context(title, kept), "form": form}, status=status)


@transaction.atomic
def _reserve(title, form, requester, client="") -> str:
    """Reserve a title; return the URL of the page of the hold. The same form for another title makes another hold."""
    hold = reservations.reserve(title, requester, uuid5(form.message_id(), str(title.pk)), client)
    return MANAGE_HOLD.url_for(hold)


def _context(title, kept):
    return {"title": title, "availability": availability_of([title])[title.pk], "kept": kept}
