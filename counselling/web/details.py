"""Third step: enter details, review, and book.

Nothing entered is stored before "Termin buchen": the form carries it from page to page.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from counselling.booking import bookings, holds
from counselling.booking.bookings import BookingRefused
from counselling.notifications.messages import manage_address
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.counted import STEPS, counted, is_too_often, too_many

from .common import HOLDS, secret_page, topic_at
from .forms import DetailsForm
from .slots import show_times
from .topic_facts import about


@secret_page
@counted(STEPS)
def details(request, slug, token):
    """Show the details form for a held slot; on POST, perform the action of the button."""
    what = request.POST.get("do", "")
    # Checked first: a repeated submission has its booking already, and holds no slot any more.
    if what == "book":
        return _book(request, slug, token)
    topic = topic_at(slug)
    done = bookings.booked_lately(idempotency_key(token))
    if done and request.method == "POST":
        return redirect(manage_address(done))
    if done:
        return render(request, "counselling/booked_already.html", {"topic": topic, "slot": done.slot})
    slot = holds.held(token)
    if slot is None or not _is_about(slot, topic):
        return _over(request, topic)
    if what == "other":
        holds.release(token)
        return show_times(request, topic, urgent=slot.is_urgent)
    refusal = ""
    if what in ("extend", "extend_check"):
        slot, refusal = _extended(request, slot, token)
    if what in ("check", "extend_check"):
        return _check(request, topic, slot, refusal)
    form = DetailsForm.as_typed(request.POST) if request.method == "POST" else DetailsForm()
    return _page(request, topic, slot, form, "details", refusal)


def idempotency_key(token: str) -> UUID:
    """Return the idempotency key of a held slot: one chosen slot results in one booking."""
    return uuid5(NAMESPACE_URL, f"counselling:{token}")


def _book(request, slug, token):
    """Book the held slot. Not rate-limited: choosing the slot was."""
    topic, form = topic_at(slug), DetailsForm(request.POST)
    if not form.is_valid():
        return _again(request, topic, token, form, 422)
    key, client = idempotency_key(token), client_of(request)
    try:
        address = bookings.book(token, topic, form.person(), key, client, then=manage_address)
    except BookingRefused as refused:
        return _refused(request, topic, token, form, refused)
    return HttpResponseRedirect(address)


def _refused(request, topic, token, form, refused):
    if refused.is_taken:
        return show_times(request, topic, urgent=_was_urgent(token), refusal=str(refused), status=422)
    form.add_error(None, str(refused))
    return _again(request, topic, token, form, 422)


def _again(request, topic, token, form, status):
    slot = holds.held(token)
    return _page(request, topic, slot, form, "details", status=status) if slot else _over(request, topic)


def _was_urgent(token):
    slot = holds.held(token)
    return bool(slot and slot.is_urgent)


def _extended(request, slot, token):
    """Extend the hold; return the slot and a refusal, or "". Rate-limited like choosing a slot."""
    if is_too_often(request, HOLDS):
        return slot, too_many()
    try:
        return holds.extend(token), ""
    except BookingRefused as refused:
        return slot, str(refused)


def _check(request, topic, slot, refusal):
    form = DetailsForm(request.POST)
    if form.is_valid():
        return _page(request, topic, slot, form, "check", refusal)
    return _page(request, topic, slot, form, "details", refusal, status=422)


def _over(request, topic):
    refusal = _("Diese Zeit ist nicht mehr für Sie reserviert. Bitte wählen Sie noch einmal.")
    return show_times(request, topic, refusal=refusal, status=422 if request.method == "POST" else 404)


def _is_about(slot, topic):
    return slot.rule is not None and topic in slot.rule.topics.all()


def _page(request, topic, slot, form, name, refusal="", status=200):
    context = {"topic": topic, "slot": slot, "form": form, "refusal": refusal, "address": request.path, **about(topic)}
    return render(request, f"counselling/{name}.html", context, status=422 if refusal else status)
