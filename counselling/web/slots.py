"""The second step: choosing a time, which is then kept for a while."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counselling.booking import holds
from counselling.booking.bookings import BookingRefused
from counselling.scheduling.availability import free_times, next_free, others_at_that_time
from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import understands

from .common import DEADLINE, FORM_METHODS, HOLDS, NEAR, is_too_often, is_urgent, too_many, topic_at
from .forms import DetailsForm
from .topic_facts import about

FIRST_SHOWN = "ab"
LONGEST_DAY = len("2026-12-24")


@public_form
@understands(FIRST_SHOWN, DEADLINE)
@FORM_METHODS
def times(request, slug):
    """Days with their free times; a POST keeps one of them and leads on."""
    topic = topic_at(slug)
    if request.method != "POST":
        return show_times(request, topic, urgent=is_urgent(request.GET), first_day=day_of(request.GET.get(FIRST_SHOWN)))
    return _choose(request, topic, is_urgent(request.POST))


def show_times(request, topic, *, urgent=False, first_day=None, refusal="", status=200):
    """The page with the times; `refusal` says why somebody is here again, and what they have typed stays with them."""
    form = DetailsForm.as_typed(request.POST) if request.method == "POST" else None
    context = {
        "topic": topic,
        "free": free_times(topic, first_day, urgent=urgent),
        "is_first_page": first_day is None,
        "urgent": urgent,
        "near": NEAR,
        "refusal": refusal,
        "instead": next_free(topic, urgent=urgent) if refusal else [],
        "typed": form.typed() if form else [],
        "address": reverse("counselling:times", args=[topic.slug]),
        "wait_url": reverse("counselling:wait", args=[topic.slug]) + (f"?{DEADLINE}={NEAR}" if urgent else ""),
        **about(topic),
    }
    return render(request, "counselling/times.html", context, status=status)


def _choose(request, topic, urgent):
    if "zeit" not in request.POST and {FIRST_SHOWN, DEADLINE} & request.POST.keys():
        # Who has typed their details already looks through the days without losing them.
        return show_times(request, topic, urgent=urgent, first_day=day_of(request.POST.get(FIRST_SHOWN)))
    slot = number_of(request.POST.get("zeit"))
    if slot is None:
        return show_times(request, topic, urgent=urgent, refusal=_("Wählen Sie eine der Uhrzeiten aus."), status=422)
    if is_too_often(HOLDS, request):
        return show_times(request, topic, urgent=urgent, refusal=too_many(), status=429)
    try:
        word = _hold(slot, topic, urgent)
    except BookingRefused as refused:
        return show_times(request, topic, urgent=urgent, refusal=str(refused), status=422)
    address = reverse("counselling:details", args=[topic.slug, word])
    if not DetailsForm.as_typed(request.POST).typed():
        return redirect(address)
    # Who comes from their details again has typed them already: the same form is sent on, nothing of it is kept here.
    return HttpResponse(status=307, headers={"Location": address})


def _hold(slot, topic, urgent) -> str:
    """Keep that time, or another at the same hour if somebody was faster; raises `BookingRefused`."""
    try:
        return holds.hold(slot, topic, is_urgent=urgent)
    except BookingRefused as refused:
        if not refused.is_taken:
            raise
        for other in others_at_that_time(slot, topic):
            try:
                return holds.hold(other, topic, is_urgent=urgent)
            except BookingRefused:
                continue
        raise


def number_of(typed) -> int | None:
    """The number of a time, as the button says it; whatever else was sent is none. Longer ones no database knows."""
    return int(typed) if typed and len(typed) < 19 and typed.isascii() and typed.isdigit() else None


def day_of(typed) -> date | None:
    """The day from which on times are shown; None for today, for what is no day and for what nobody plans yet."""
    if len(typed or "") > LONGEST_DAY:
        return None
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return None
    return day if clock.today() < day <= clock.LAST_DAY else None
