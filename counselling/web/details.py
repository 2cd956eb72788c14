"""Third step: enter details, review, and book.

Nothing entered is stored before "Termin buchen": the form carries it from page to page.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from counselling.booking import bookings
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.models import Booking
from counselling.notifications.interpreting import interpreting_in_words
from counselling.notifications.links import manage_address
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.web.counted import STEPS, counted, is_too_often, too_many

from .common import HOLD_LIMIT, INTERPRETER_FIELD, LANGUAGE_PARAM, published_topic, secret_page, wanted_language
from .forms import DetailsForm
from .slots import forget_hold, show_times
from .topic_facts import topic_context


@secret_page
@allowed_query_params(LANGUAGE_PARAM)
@counted(STEPS)
def details(request, slug, token):
    """Show the details form for a held slot; on POST, perform the action of the button."""
    action = request.POST.get("do", "")
    # Checked first: a repeated submission has its booking already, and holds no slot any more.
    if action == "book":
        return _book(request, slug, token)
    topic = published_topic(slug)
    booked = bookings.booking_of_recent_form(idempotency_key(token))
    if booked and request.method == "POST":
        return redirect(manage_address(booked))
    if booked:
        return render(request, "counselling/booked_already.html", {"topic": topic, "slot": booked.slot})
    slot = holds.held(token)
    if slot is None or not slot.is_for(topic):
        return _hold_expired(request, topic)
    if action == "other":
        holds.release(token)
        return show_times(request, topic, urgent=slot.is_urgent)
    refusal = ""
    if action in ("extend", "extend_check"):
        slot, refusal = _extend(request, slot, token)
    if action in ("check", "extend_check"):
        return _check(request, topic, slot, refusal)
    form = DetailsForm.as_typed(request.POST) if request.method == "POST" else _empty_form(request)
    return _page(request, topic, slot, form, "details", refusal)


def _empty_form(request):
    """Return the form with the language that the person has searched for."""
    return DetailsForm(initial={INTERPRETER_FIELD: wanted_language(request.GET)})


def idempotency_key(token: str) -> UUID:
    """Return the idempotency key of a held slot: one chosen slot results in one booking."""
    return uuid5(NAMESPACE_URL, f"counselling:{token}")


def _book(request, slug, token):
    """Book the held slot. Not rate-limited: choosing the slot was."""
    topic, form = published_topic(slug), DetailsForm(request.POST)
    if not form.is_valid():
        return _show_form_again(request, topic, token, form, 422)
    key, client = idempotency_key(token), client_of(request)
    try:
        address = bookings.book(token, topic, form.person(), key, client, then=manage_address)
    except BookingRefused as refused:
        return _refused(request, topic, token, form, refused)
    return forget_hold(HttpResponseRedirect(address))


def _refused(request, topic, token, form, refused):
    if refused.is_taken:
        return show_times(request, topic, urgent=_was_urgent(token), refusal=str(refused), status=422)
    form.add_error(None, str(refused))
    return _show_form_again(request, topic, token, form, 422)


def _show_form_again(request, topic, token, form, status):
    slot = holds.held(token)
    return _page(request, topic, slot, form, "details", status=status) if slot else _hold_expired(request, topic)


def _was_urgent(token):
    slot = holds.held(token)
    return bool(slot and slot.is_urgent)


def _extend(request, slot, token):
    """Extend the hold; return the slot and a refusal, or "". Rate-limited like choosing a slot."""
    if is_too_often(request, HOLD_LIMIT):
        return slot, too_many()
    try:
        return holds.extend(token), ""
    except BookingRefused as refused:
        return slot, str(refused)


def _check(request, topic, slot, refusal):
    form = DetailsForm(request.POST)
    if form.is_valid():
        appointment = Booking(slot=slot, interpreter=form.cleaned_data[INTERPRETER_FIELD])
        sentences = interpreting_in_words(appointment, names_counsellor=True)
        return _page(request, topic, slot, form, "check", refusal, interpreting=sentences)
    return _page(request, topic, slot, form, "details", refusal, status=422)


def _hold_expired(request, topic):
    refusal = _("Diese Zeit ist nicht mehr für Sie reserviert. Bitte wählen Sie noch einmal.")
    return show_times(request, topic, refusal=refusal, status=422 if request.method == "POST" else 404)


def _page(request, topic, slot, form, name, refusal="", status=200, **more):
    context = {
        "topic": topic,
        "slot": slot,
        "form": form,
        "refusal": refusal,
        "address": request.path,
        **topic_context(topic),
        **more,
    }
    return render(request, f"counselling/{name}.html", context, status=422 if refusal else status)
