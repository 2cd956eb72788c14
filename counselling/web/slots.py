"""Second step: choose a slot, which is then held for a while."""

from datetime import date
from itertools import islice

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counselling.booking import holds
from counselling.booking.bookings import BookingRefused
from counselling.scheduling.availability import free_slots_at_same_time, free_times
from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.visitors.counted import STEPS, counted, is_too_often, too_many

from .common import HOLD_LIMIT, URGENT_PARAM, URGENT_VALUE, is_urgent, published_topic
from .forms import DetailsForm
from .topic_facts import topic_context

FIRST_DAY_PARAM = "ab"
MAX_DAY_LENGTH = len("2026-12-24")
PROPOSED_SLOTS = 3  # number of free slots proposed beside a refusal


@public_form
@allowed_query_params(FIRST_DAY_PARAM, URGENT_PARAM)
@counted(STEPS)
def times(request, slug):
    """Show days with free slots; a POST holds one of them and redirects to the details."""
    topic = published_topic(slug)
    if request.method != "POST":
        return show_times(
            request, topic, urgent=is_urgent(request.GET), first_day=parse_day(request.GET.get(FIRST_DAY_PARAM))
        )
    return _choose(request, topic, is_urgent(request.POST))


def show_times(request, topic, *, urgent=False, first_day=None, refusal="", status=200):
    """Show the page with free slots; `refusal` is the reason for coming back. Submitted details are carried along."""
    # Nothing is written from here on: what a page needs of the house is looked up once, as for a page that is read.
    with versions.pinned(versions.stamp()):
        return _page(request, topic, urgent=urgent, first_day=first_day, refusal=refusal, status=status)


def _page(request, topic, *, urgent, first_day, refusal, status):
    form = DetailsForm.as_typed(request.POST) if request.method == "POST" else None
    free = free_times(topic, first_day, urgent=urgent)
    context = {
        "topic": topic,
        "free": free,
        "is_first_page": first_day is None,
        "urgent": urgent,
        "near": URGENT_VALUE,
        "refusal": refusal,
        "instead": list(islice(free.times, PROPOSED_SLOTS)) if refusal else [],
        "typed": form.typed() if form else [],
        "address": reverse("counselling:times", args=[topic.slug]),
        "wait_url": reverse("counselling:wait", args=[topic.slug])
        + (f"?{URGENT_PARAM}={URGENT_VALUE}" if urgent else ""),
        **topic_context(topic),
    }
    return render(request, "counselling/times.html", context, status=status)


def _choose(request, topic, urgent):
    if "zeit" not in request.POST and {FIRST_DAY_PARAM, URGENT_PARAM} & request.POST.keys():
        # A visitor who has entered details already can browse days without losing them.
        return show_times(request, topic, urgent=urgent, first_day=parse_day(request.POST.get(FIRST_DAY_PARAM)))
    slot = parse_pk(request.POST.get("zeit"))
    if slot is None:
        return show_times(request, topic, urgent=urgent, refusal=_("Wählen Sie eine der Uhrzeiten aus."), status=422)
    if is_too_often(request, HOLD_LIMIT):
        return show_times(request, topic, urgent=urgent, refusal=too_many(), status=429)
    try:
        token = _hold(slot, topic, urgent)
    except BookingRefused as refused:
        return show_times(request, topic, urgent=urgent, refusal=str(refused), status=422)
    address = reverse("counselling:details", args=[topic.slug, token])
    if not DetailsForm.as_typed(request.POST).typed():
        return redirect(address)
    # A visitor coming back from the details has entered them already: the form is resubmitted, nothing is stored.
    return HttpResponse(status=307, headers={"Location": address})


def _hold(slot, topic, urgent) -> str:
    """Hold this slot, or another one at the same time if it was just taken; raise `BookingRefused`."""
    try:
        return holds.hold(slot, topic, is_urgent=urgent)
    except BookingRefused as refused:
        if not refused.is_taken:
            raise
        for other in free_slots_at_same_time(slot, topic):
            try:
                return holds.hold(other, topic, is_urgent=urgent)
            except BookingRefused:
                continue
        raise


def parse_pk(typed) -> int | None:
    """Parse a slot's primary key; return None if it is invalid or exceeds the database's range."""
    return int(typed) if typed and len(typed) < 19 and typed.isascii() and typed.isdigit() else None


def parse_day(typed) -> date | None:
    """Parse the first day to show; return None (today) if it is missing, invalid or too far ahead."""
    if len(typed or "") > MAX_DAY_LENGTH:
        return None
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return None
    return day if clock.today() < day <= clock.LAST_DAY else None
