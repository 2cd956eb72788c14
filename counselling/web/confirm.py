"""Confirm a mail address with a button: mail scanners follow links, but do not submit forms."""

from django.shortcuts import redirect, render

from counselling.booking import bookings, lookup
from counselling.booking.status import status_of
from counselling.models import Booking
from counselling.notifications.messages import manage_address
from kasch_site.visitors.refusals import refusal_of

from .common import own_page


@own_page(lookup.booking_to_confirm)
def confirm(request, booking, token):
    """Show the button and confirm on POST, which leads to the booking."""
    status = status_of(booking)
    if request.method != "POST":
        return render(request, "counselling/confirm.html", status)
    refusal = refusal_of(bookings.confirm, booking) if status["state"] == Booking.State.UNCONFIRMED else ""
    if refusal:
        return render(request, "counselling/confirm.html", {**status, "refusal": refusal}, status=422)
    return redirect(manage_address(booking))
