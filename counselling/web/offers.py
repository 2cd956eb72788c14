"""An offer: accept or decline with one tap."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from counselling.booking import lookup
from counselling.booking.offers import acceptance
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.status import open_offers
from counselling.models import Booking, Offer, WaitlistEntry
from counselling.notifications.links import manage_address
from kasch_site.common import clock
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.text.whole_numbers import parse_whole_number

from .common import own_page


@own_page(lookup.offer_by_token)
def offer(request, offer, token):
    """Show the slot and both buttons; on POST, answer the offer."""
    if request.method != "POST":
        return _page(request, offer)
    try:
        return _answer(request, offer, proves_email=True)
    except BookingRefused as refused:
        return _page(request, offer, refusal=str(refused), status=422)


def answer_on_own_page(request, person: Booking | WaitlistEntry) -> tuple[HttpResponse | None, str]:
    """Perform the action of a button next to one of several offers; return the response, or None and a refusal.

    A request without a submitted form has neither.
    """
    if request.method != "POST":
        return None, ""
    pk = parse_whole_number(request.POST.get("offer"))
    row = next((offer for offer in open_offers(person) if offer.pk == pk), None)
    if row is None:
        return None, _("Dieses Angebot gilt nicht mehr.")
    try:
        return _answer(request, row, proves_email=False), ""
    except BookingRefused as refused:
        return None, str(refused)


def _answer(request, row, *, proves_email):
    """Perform the action of a button. Only a link that was sent by mail proves the address (`proves_email`)."""
    action = request.POST.get("do")
    if action == "accept":
        return redirect(manage_address(acceptance.accept(row, proves_email=proves_email, client=client_of(request))))
    if action == "decline":
        acceptance.decline(row)
    return redirect(request.path)


def _page(request, row, *, refusal="", status=200):
    is_open = row.state == Offer.State.OPEN and row.until > clock.now()
    booking = row.booking
    context = {
        "offer": row,
        "slot": row.slot,
        "is_open": is_open,
        "state": row.state if is_open or row.state != Offer.State.OPEN else Offer.State.LAPSED.value,
        "booking": booking if booking and booking.state in Booking.EXPECTED else None,
        "refusal": refusal,
    }
    return render(request, "counselling/offer.html", context, status=status)
