"""An offer: accept or decline with one tap."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from counselling.booking import lookup, offers
from counselling.booking.bookings import BookingRefused
from counselling.booking.status import open_offers
from counselling.models import Booking, Offer, WaitlistEntry
from counselling.notifications.messages import manage_address
from kasch_site.common import clock
from kasch_site.visitors.counted import STEPS, counted

from .common import no_such_link, secret_page
from .slots import number_of


@secret_page
@counted(STEPS)
def offer(request, token):
    """Show the slot and both buttons; on POST, answer the offer."""
    found = lookup.offer_by_token(token)
    if found is None:
        return no_such_link(request)
    if request.method != "POST":
        return _page(request, found)
    try:
        return _answer(request, found)
    except BookingRefused as refused:
        return _page(request, found, refusal=str(refused), status=422)


def answer_on_own_page(request, person: Booking | WaitlistEntry):
    """Perform the action of a button next to one of several offers; raise `BookingRefused`."""
    number = number_of(request.POST.get("offer"))
    found = next((each for each in open_offers(person) if each.pk == number), None)
    if found is None:
        raise BookingRefused(_("Dieses Angebot gilt nicht mehr."))
    return _answer(request, found)


def _answer(request, found):
    what = request.POST.get("do")
    if what == "accept":
        return redirect(manage_address(offers.accept(found)))
    if what == "decline":
        offers.decline(found)
    return redirect(request.path)


def _page(request, found, *, refusal="", status=200):
    is_open = found.state == Offer.State.OPEN and found.until > clock.now()
    booking = found.booking
    context = {
        "offer": found,
        "slot": found.slot,
        "is_open": is_open,
        "state": found.state if is_open or found.state != Offer.State.OPEN else Offer.State.LAPSED.value,
        "booking": booking if booking and booking.state in Booking.EXPECTED else None,
        "refusal": refusal,
    }
    return render(request, "counselling/offer.html", context, status=status)
