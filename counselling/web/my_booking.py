"""A person's own booking: view, move, cancel, book again; by link, or by code and letters of the name."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counselling.booking import bookings, lookup, moving
from counselling.booking.rebooking import book_again
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.status import status_of
from counselling.models import Slot
from counselling.notifications.calendar_files import calendar_of
from counselling.notifications.links import manage_address
from counselling.scheduling.availability import free_times, next_free
from kasch_site.common import clock
from kasch_site.common.export.ical import CONTENT_TYPE
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.rate_limits.limits import FORMS
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors.web.counted import STEPS, counted, is_over_limit, too_many
from kasch_site.visitors.web.look_up import look_up as visitor_look_up
from kasch_site.visitors.web.own_page import confirm_first

from .common import own_page, unknown_link
from .forms import CodeForm
from .offers import answer_on_own_page
from .slots import FIRST_DAY_PARAM, parse_day

SLOT_PARAM = "zeit"


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Look up a booking by code and letters of a name; every mistake gets the same response."""
    return visitor_look_up(request, CodeForm, lookup.booking_by_code, manage_address, "counselling/lookup.html")


@own_page(lookup.booking_by_token)
@allowed_query_params("neu")
def my_booking(request, booking, token):
    """Show the status of a booking on one page; a POST answers an offer shown there."""
    answer, refusal = answer_on_own_page(request, booking)
    return answer or _page(request, token, booking, refusal)


@own_page(lookup.booking_by_token)
def cancel(request, booking, token):
    """Ask for confirmation, then cancel."""
    status = status_of(booking)
    return confirm_first(
        request,
        "counselling/cancel.html",
        {**status, "token": token},
        action=lambda: bookings.cancel(booking, client=client_of(request)),
        show=lambda refusal, _code: _page(request, token, booking, refusal),
        url=lambda: reverse("counselling:my_booking", args=[token]),
        can_confirm=status["may_change"],
        can_act=status["is_expected"],
    )


@own_page(lookup.booking_by_token, limit=FORMS, shows_refusal=True)
@allowed_query_params(SLOT_PARAM, FIRST_DAY_PARAM)
def move(request, booking, token):
    """Move the booking: choose, confirm, done. Also used to book again after a cancellation."""
    booking_status = status_of(booking)
    is_sent_again = request.method == "POST" and booking_status["again"]  # leads to the booking that was made
    if not booking_status["may_change"] and not booking_status["may_return"] and not is_sent_again:
        return redirect("counselling:my_booking", token)
    params = request.POST if request.method == "POST" else request.GET
    chosen = _free_slot(parse_whole_number(params.get(SLOT_PARAM)), booking)
    if request.method == "POST":
        return _move(request, token, booking, booking_status, parse_whole_number(params.get(SLOT_PARAM)))
    if chosen:
        return render(request, "counselling/move_check.html", {**booking_status, "token": token, "to": chosen})
    refusal = _("Diese Zeit ist nicht mehr frei.") if params.get(SLOT_PARAM) else ""
    return _times(request, token, booking, booking_status, refusal=refusal)


@own_page(lookup.booking_by_token)
def calendar(request, booking, token):
    """Return the appointment as an iCalendar file."""
    if not status_of(booking)["is_expected"]:
        return unknown_link(request)
    headers = {"Content-Disposition": 'attachment; filename="termin.ics"'}
    return HttpResponse(calendar_of(booking), content_type=CONTENT_TYPE, headers=headers)


def _page(request, token, booking, refusal=""):
    context = {**status_of(booking), "token": token, "is_moved": "neu" in request.GET, "refusal": refusal}
    return render(request, "counselling/my_booking.html", context, status=422 if refusal else 200)


def _move(request, token, booking, booking_status, slot):
    if is_over_limit(request):
        return _times(request, token, booking, booking_status, refusal=too_many(), status=429)
    try:
        if slot is None:
            raise BookingRefused(_("Wählen Sie eine der Uhrzeiten aus."))
        if not booking_status["may_change"]:
            return redirect(_book_again(booking, slot, client_of(request)))
        moving.move(booking, slot, client=client_of(request))
    except BookingRefused as refused:
        return _times(request, token, booking, booking_status, refusal=str(refused), status=422)
    return redirect(f"{reverse('counselling:my_booking', args=[token])}?neu=1")


@transaction.atomic
def _book_again(booking, slot, client) -> str:
    return manage_address(book_again(booking, slot, client))


def _free_slot(pk, booking):
    """Return the slot with this number if it is available to this person now."""
    if pk is None:
        return None
    free = Slot.objects.for_topic(booking.topic).free(clock.now()).select_related("room")
    slot = free.filter(pk=pk, starts_at__gt=clock.now()).first()
    return slot if slot and (booking.slot.is_urgent or not slot.is_urgent) else None


def _times(request, token, booking, booking_status, *, refusal="", status=200):
    first_day = parse_day(request.GET.get(FIRST_DAY_PARAM))
    urgent = booking.slot.is_urgent
    context = {
        **booking_status,
        "token": token,
        "free": free_times(booking.topic, first_day, urgent=urgent),
        "is_first_page": first_day is None,
        "refusal": refusal,
        "instead": next_free(booking.topic, urgent=urgent, by_language=True) if refusal else [],
        "address": reverse("counselling:move", args=[token]),
    }
    return render(request, "counselling/move.html", context, status=status)
