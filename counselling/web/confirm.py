"""Confirm a mail address with a button: mail scanners follow links, but do not submit forms."""

from django.shortcuts import redirect, render

from counselling.booking import bookings, lookup
from counselling.booking.bookings import BookingRefused
from counselling.booking.status import status_of
from counselling.models import Booking
from counselling.notifications.messages import manage_address
from kasch_site.visitors.counted import STEPS, counted

from .common import no_such_link, secret_page


@secret_page
@counted(STEPS)
def confirm(request, token):
    """Show the button and confirm on POST, which leads to the booking."""
    booking = lookup.booking_to_confirm(token)
    if booking is None:
        return no_such_link(request)
    status = status_of(booking)
    if request.method != "POST":
        return render(request, "counselling/confirm.html", status)
    if status["state"] != Booking.State.UNCONFIRMED:
        return redirect(manage_address(booking))
    try:
        bookings.confirm(booking)
    except BookingRefused as refused:
        return render(request, "counselling/confirm.html", {**status, "refusal": str(refused)}, status=422)
    return redirect(manage_address(booking))
