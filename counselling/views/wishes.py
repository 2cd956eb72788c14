"""Nothing free: being told when there is."""

from uuid import uuid5

from django.db import transaction
from django.shortcuts import redirect, render

from kasch_site.common.access.client import client_of
from kasch_site.common.access.counted import refusal_status
from kasch_site.common.access.limits import FORMS
from kasch_site.common.form_guard import public_form
from kasch_site.common.parameters import understands

from .. import finding, wishes
from ..about import about
from ..booking import BookingRefused
from ..forms import WaitForm
from ..letters import wait_address
from ..models import Wish
from ..standing import open_offers
from .manners import (
    DEADLINE,
    FORM_METHODS,
    NEAR,
    is_urgent,
    no_such_link,
    secret_page,
    too_many,
    topic_at,
)
from .offers import answer_on_own_page


@public_form
@understands(DEADLINE)
@FORM_METHODS
def wait(request, slug):
    """The short form of who wants to be told when a time is free."""
    topic, status = topic_at(slug), 200
    urgent = is_urgent(request.POST if request.method == "POST" else request.GET)
    is_asked = request.method == "POST" and request.POST.get("do") != "typed"
    form = _form(request, is_asked)
    if is_asked:
        address, status = _take(request, topic, form, urgent)
        if address:
            return redirect(address)
    context = {"topic": topic, "form": form, "urgent": urgent, "near": NEAR, **about(topic)}
    return render(request, "counselling/wait.html", context, status=status)


@secret_page
@FORM_METHODS
def waiting(request, word):
    """That somebody waits; a POST ends it, or answers an offer that stands there."""
    found, refusal = finding.wish_by_word(word), ""
    if found is None:
        return no_such_link(request)
    if request.method == "POST":
        try:
            return _answer(request, found)
        except BookingRefused as refused:
            refusal = str(refused)
    waits = found.state == Wish.State.WAITING
    context = {"wish": found, "waits": waits, "offers": open_offers(found) if waits else [], "refusal": refusal}
    return render(request, "counselling/waiting.html", context, status=422 if refusal else 200)


def _answer(request, found):
    if request.POST.get("do") != "leave":
        return answer_on_own_page(request, found)
    wishes.leave(found)
    return redirect(request.path)


def _form(request, is_asked):
    """The form: empty, with what was typed on the way here, or as it was sent."""
    if request.method != "POST":
        return WaitForm()
    return WaitForm(request.POST) if is_asked else WaitForm.as_typed(request.POST)


def _take(request, topic, form, urgent) -> tuple[str, int]:
    """Note who waits: the address to go on at, or none, and the status."""
    status = refusal_status(request, form, FORMS, too_many)
    if status:
        return "", status
    try:
        return _waits(topic, form, urgent, client_of(request)), 302
    except BookingRefused as refused:
        form.add_error(None, str(refused))
        return "", 422


@transaction.atomic
def _waits(topic, form, urgent, client) -> str:
    sent_as = uuid5(form.message_id(), f"{topic.pk}")
    return wait_address(wishes.wait(topic, form.person(), sent_as, is_urgent=urgent, client=client))
