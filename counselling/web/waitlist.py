"""The waitlist: a notification when a slot is free."""

from uuid import uuid5

from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse

from counselling.booking import lookup, waitlist
from counselling.booking.status import open_offers
from counselling.models import WaitlistEntry
from counselling.notifications.links import wait_address
from counselling.scheduling.availability import next_free
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.client import client_of
from kasch_site.visitors.web.counted import counted, form_page, is_over_limit

from .common import (
    INTERPRETER_FIELD,
    LANGUAGE_PARAM,
    URGENT_PARAM,
    URGENT_VALUE,
    is_urgent,
    language_query,
    own_page,
    published_topic,
    wanted_language,
)
from .forms import WaitlistForm
from .offers import answer_on_own_page
from .slots import show_times
from .topic_facts import topic_context

TEMPLATE = "counselling/waitlist_join.html"


@public_form
@allowed_query_params(URGENT_PARAM, LANGUAGE_PARAM)
@counted(shows_refusal=True)
def wait(request, slug):
    """Show the short form to join the waitlist; on POST, join."""
    topic, is_sent = published_topic(slug), request.method == "POST"
    urgent = is_urgent(request.POST if is_sent else request.GET)
    language = None if is_sent else wanted_language(request.GET)
    if not is_sent and LANGUAGE_PARAM in request.GET and language is None:
        return redirect("counselling:wait", topic.slug)
    if not is_over_limit(request) and next_free(topic, 1, urgent=urgent):
        refusal = str(waitlist.FREE) if is_sent else ""
        return show_times(request, topic, urgent=urgent, refusal=refusal, status=422 if is_sent else 200)
    if is_sent and request.POST.get("do") == "typed":  # details entered on an earlier page
        return render(
            request, TEMPLATE, {**_context(request, topic, urgent), "form": WaitlistForm.as_typed(request.POST)}
        )
    return form_page(
        request,
        WaitlistForm(request.POST) if is_sent else WaitlistForm(initial={INTERPRETER_FIELD: language}),
        TEMPLATE,
        lambda form: _join_and_link(topic, form, urgent, client_of(request)),
        lambda: _context(request, topic, urgent),
    )


def _context(request, topic, urgent):
    language = wanted_language(request.POST if request.method == "POST" else request.GET)
    times_url = reverse("counselling:times", args=[topic.slug]) + language_query(language, urgent=urgent)
    return {"topic": topic, "urgent": urgent, "near": URGENT_VALUE, "times_url": times_url, **topic_context(topic)}


@own_page(lookup.waitlist_entry_by_token)
def waitlist_entry(request, entry, token):
    """Show a waitlist entry; a POST closes it, or answers an offer shown there."""
    if request.POST.get("do") == "leave":
        waitlist.leave(entry)
        return redirect(request.path)
    answer, refusal = answer_on_own_page(request, entry)
    if answer:
        return answer
    is_waiting = entry.state == WaitlistEntry.State.WAITING
    context = {
        "waitlist_entry": entry,
        "is_waiting": is_waiting,
        "offers": open_offers(entry) if is_waiting else [],
        "refusal": refusal,
    }
    return render(request, "counselling/waitlist_entry.html", context, status=422 if refusal else 200)


@transaction.atomic
def _join_and_link(topic, form, urgent, client) -> str:
    idempotency_key = uuid5(form.message_id(), f"{topic.pk}")
    return wait_address(waitlist.join(topic, form.person(), idempotency_key, is_urgent=urgent, client=client))
