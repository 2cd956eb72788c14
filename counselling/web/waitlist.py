"""The waitlist: a notification when a slot is free."""

from uuid import uuid5

from django.db import transaction
from django.shortcuts import redirect, render

from counselling.booking import lookup, waitlist
from counselling.booking.bookings import BookingRefused
from counselling.booking.status import open_offers
from counselling.models import WaitlistEntry
from counselling.notifications.messages import wait_address
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.counted import STEPS, counted, refusal_status

from .common import URGENT_PARAM, URGENT_VALUE, is_urgent, no_such_link, published_topic, secret_page
from .forms import WaitlistForm
from .offers import answer_on_own_page
from .topic_facts import topic_context


@public_form
@allowed_query_params(URGENT_PARAM)
@counted(shows_refusal=True)
def wait(request, slug):
    """Show the short form to join the waitlist; on POST, join."""
    topic, status = published_topic(slug), 200
    urgent = is_urgent(request.POST if request.method == "POST" else request.GET)
    is_submitted = request.method == "POST" and request.POST.get("do") != "typed"
    form = _form(request, is_submitted)
    if is_submitted:
        address, status = _join(request, topic, form, urgent)
        if address:
            return redirect(address)
    context = {"topic": topic, "form": form, "urgent": urgent, "near": URGENT_VALUE, **topic_context(topic)}
    return render(request, "counselling/waitlist_join.html", context, status=status)


@secret_page
@counted(STEPS)
def waitlist_entry(request, token):
    """Show a waitlist entry; a POST closes it, or answers an offer shown there."""
    entry, refusal = lookup.waitlist_entry_by_token(token), ""
    if entry is None:
        return no_such_link(request)
    if request.method == "POST":
        try:
            return _answer(request, entry)
        except BookingRefused as refused:
            refusal = str(refused)
    is_waiting = entry.state == WaitlistEntry.State.WAITING
    context = {
        "waitlist_entry": entry,
        "is_waiting": is_waiting,
        "offers": open_offers(entry) if is_waiting else [],
        "refusal": refusal,
    }
    return render(request, "counselling/waitlist_entry.html", context, status=422 if refusal else 200)


def _answer(request, entry):
    if request.POST.get("do") != "leave":
        return answer_on_own_page(request, entry)
    waitlist.leave(entry)
    return redirect(request.path)


def _form(request, is_submitted):
    """Return the form: empty, with details entered on an earlier page, or as submitted."""
    if request.method != "POST":
        return WaitlistForm()
    return WaitlistForm(request.POST) if is_submitted else WaitlistForm.as_typed(request.POST)


def _join(request, topic, form, urgent) -> tuple[str, int]:
    """Join the waitlist; return the URL to redirect to, or "", and the status code."""
    status = refusal_status(request, form)
    if status:
        return "", status
    try:
        return _join_and_link(topic, form, urgent, client_of(request)), 302
    except BookingRefused as refused:
        form.add_error(None, str(refused))
        return "", 422


@transaction.atomic
def _join_and_link(topic, form, urgent, client) -> str:
    idempotency_key = uuid5(form.message_id(), f"{topic.pk}")
    return wait_address(waitlist.join(topic, form.person(), idempotency_key, is_urgent=urgent, client=client))
