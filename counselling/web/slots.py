"""Second step: choose a slot, which is then held for a while."""

from datetime import date
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import holds
from counselling.booking.slots.holds import MAX_HOLD_DURATION
from counselling.notifications.interpreting import search_in_words
from counselling.scheduling.availability import free_slots_at_same_time, free_times
from kasch_site.common import clock
from kasch_site.common.caching import versions
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors.access_tokens import MAX_TOKEN_LENGTH
from kasch_site.visitors.web.counted import STEPS, counted, is_too_often, too_many

from .common import (
    HOLD_LIMIT,
    LANGUAGE_PARAM,
    URGENT_PARAM,
    URGENT_VALUE,
    is_urgent,
    language_query,
    published_topic,
    wanted_language,
)
from .forms import DetailsForm
from .topic_facts import open_hours, topic_context

HOLD_COOKIE = "hold"

FIRST_DAY_PARAM = "ab"
PROPOSED_SLOTS = 3  # number of free slots proposed beside a refusal


@public_form
@allowed_query_params(FIRST_DAY_PARAM, LANGUAGE_PARAM, URGENT_PARAM)
@counted(STEPS)
def times(request, slug):
    """Show days with free slots; a POST holds one of them and redirects to the details."""
    topic = published_topic(slug)
    if request.method != "POST" and LANGUAGE_PARAM in request.GET and wanted_language(request.GET) is None:
        return redirect("counselling:times", topic.slug)
    if request.method != "POST":
        return show_times(
            request, topic, urgent=is_urgent(request.GET), first_day=parse_day(request.GET.get(FIRST_DAY_PARAM))
        )
    return _choose(request, topic, is_urgent(request.POST))


def show_times(request, topic, *, urgent=False, first_day=None, refusal="", status=200):
    """Show the page with free slots; `refusal` is the reason for coming back. Submitted details are carried along."""
    # Nothing is written from here on, so records of the house are read once, as for a reading page.
    with versions.pinned(versions.stamp()):
        return _page(request, topic, urgent=urgent, first_day=first_day, refusal=refusal, status=status)


def _page(request, topic, *, urgent, first_day, refusal, status):
    form = DetailsForm.as_typed(request.POST) if request.method == "POST" else None
    shared = topic_context(topic)
    language = wanted_language(request.POST if form else request.GET)
    is_spoken = language in shared["languages"]
    free = free_times(topic, first_day, urgent=urgent, language=language.code if is_spoken else "")
    context = {
        "topic": topic,
        "free": free,
        "language": language,
        "is_spoken": is_spoken,
        "interpreting": search_in_words(language) if language and not is_spoken else [],
        "urls": _urls(topic, urgent, language, free, shared["languages"]),
        "is_first_page": first_day is None,
        "urgent": urgent,
        "near": URGENT_VALUE,
        "refusal": refusal,
        "instead": list(islice(free.times, PROPOSED_SLOTS)) if refusal else [],
        "typed": form.typed() if form else [],
        "address": reverse("counselling:times", args=[topic.slug]),
        **_own_hold(request, topic),
        "wait_url": reverse("counselling:wait", args=[topic.slug]) + language_query(language, urgent=urgent),
        "open_hours": open_hours(topic),
        **shared,
    }
    return render(request, "counselling/times.html", context, status=status)


def _urls(topic, urgent, language, free, languages) -> dict:
    """Return the links of the page; each keeps the other selected parameters."""
    address = reverse("counselling:times", args=[topic.slug])

    def url(*, urgent=urgent, language=language, first_day=None):
        chosen = {FIRST_DAY_PARAM: first_day, LANGUAGE_PARAM: language and language.code}
        chosen[URGENT_PARAM] = URGENT_VALUE if urgent else None
        query = urlencode({name: value for name, value in chosen.items() if value})
        return f"{address}?{query}" if query else address

    return {
        "first": url(),
        "later": url(first_day=free.later.isoformat()) if free.later else "",
        "urgent": url(urgent=True),
        "not_urgent": url(urgent=False),
        "every_language": url(language=None),
        "languages": [(each, url(language=each)) for each in languages],
    }


def _choose(request, topic, urgent):
    if "zeit" not in request.POST and {FIRST_DAY_PARAM, LANGUAGE_PARAM, URGENT_PARAM} & request.POST.keys():
        # A visitor who has entered details already can browse days without losing them.
        return show_times(request, topic, urgent=urgent, first_day=parse_day(request.POST.get(FIRST_DAY_PARAM)))
    slot = parse_whole_number(request.POST.get("zeit"))
    if slot is None:
        return show_times(request, topic, urgent=urgent, refusal=_("Wählen Sie eine der Uhrzeiten aus."), status=422)
    if is_too_often(request, HOLD_LIMIT):
        return show_times(request, topic, urgent=urgent, refusal=too_many(), status=429)
    try:
        token = _hold(request, slot, topic, urgent)
    except BookingRefused as refused:
        return show_times(request, topic, urgent=urgent, refusal=str(refused), status=422)
    address = reverse("counselling:details", args=[topic.slug, token])
    response = redirect(f"{address}{language_query(wanted_language(request.POST))}")
    if DetailsForm.as_typed(request.POST).typed():
        # A visitor coming back from the details has entered them already: the form is resubmitted, nothing is stored.
        response = HttpResponse(status=307, headers={"Location": address})
    return _remember_hold(request, response, token)


def _remember_hold(request, response, token):
    """Set a cookie with the token, so that this page can show the visitor's own slot, and release it for another."""
    response.set_cookie(
        HOLD_COOKIE,
        token,
        max_age=MAX_HOLD_DURATION,
        path=reverse("counselling:topics"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_hold(response):
    """Delete the cookie of a hold that has become a booking."""
    response.delete_cookie(HOLD_COOKIE, path=reverse("counselling:topics"), samesite="Lax")
    return response


def _own_hold(request, topic) -> dict:
    """Return the slot for this topic that the visitor holds, with the URL to continue."""
    token = request.COOKIES.get(HOLD_COOKIE, "")
    slot = holds.held(token) if 0 < len(token) <= MAX_TOKEN_LENGTH else None
    if slot is None or not slot.is_for(topic):
        return {}
    return {"own_slot": slot, "own_url": reverse("counselling:details", args=[topic.slug, token])}


def _hold(request, slot, topic, urgent) -> str:
    """Hold this slot, or another one at the same time if it has just been taken; raise `BookingRefused`.

    The slot that the visitor held so far is released.
    """
    options = {"is_urgent": urgent, "client": client_of(request), "instead_of": request.COOKIES.get(HOLD_COOKIE, "")}
    try:
        return holds.hold(slot, topic, **options)
    except BookingRefused as refused:
        if not refused.is_taken:
            raise
        for other in free_slots_at_same_time(slot, topic):
            try:
                return holds.hold(other, topic, **options)
            except BookingRefused:
                continue
        raise


def parse_day(typed) -> date | None:
    """Parse the first day to show; return None (today) if it is missing, invalid or too far ahead."""
    day = clock.parse_day(typed)
    return day if day and clock.today() < day <= clock.LAST_DAY else None
