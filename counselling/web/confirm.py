"""Confirm a mail address with a button: mail scanners follow links, but do not submit forms."""

from django.shortcuts import redirect, render

from counselling.booking import bookings, lookup, waitlist
from counselling.booking.status import status_of
from counselling.models import Booking
from counselling.notifications.links import manage_address, wait_address
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


@own_page(lookup.waitlist_entry_to_confirm)
def confirm_entry(request, entry, token):
    """Show the button and confirm on POST, which leads to the waitlist entry."""
    if request.method != "POST":
        return render(request, "counselling/confirm_entry.html", {"waitlist_entry": entry})
    return redirect(wait_address(waitlist.confirm(entry)))
