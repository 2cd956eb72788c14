"""The swap shelf, and the form for purchase requests."""

from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common.forms.guard import public_form
from kasch_site.visitors.web.counted import counted, form_page
from library.circulation import purchase_requests
from library.models import SwapItem
from library.notifications.messages import MANAGE_REQUEST

from .forms import PurchaseRequestForm

MAX_ITEMS = 100


@require_safe
def swap_shelf(request):
    """Show the items of the swap shelf, newest first."""
    return render(request, "library/swap_shelf.html", {"items": SwapItem.objects.on_shelf()[:MAX_ITEMS]})


@public_form
@counted(shows_refusal=True)
def request_purchase(request):
    """Show and process the form of a purchase request; redirect to the page of the request."""
    return form_page(request, PurchaseRequestForm(request.POST or None), "library/ask.html", _ask)


@transaction.atomic
def _ask(form):
    return MANAGE_REQUEST.url_for(purchase_requests.create(form.message_id(), **form.person_fields()))
