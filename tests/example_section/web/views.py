"""The pages of the doll hospital."""

from functools import partial

from django.db import transaction
from django.shortcuts import render
from django.urls import reverse

from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.rate_limits.limits import FORMS
from kasch_site.visitors.web import look_up as visitors
from kasch_site.visitors.web.counted import STEPS, counted, form_page
from kasch_site.visitors.web.own_page import confirm_first, own_page
from tests.example_section import repairs
from tests.example_section.messages import MANAGE
from tests.example_section.models import Repair

from .forms import CodeForm, DayForm, RepairForm


def retained():
    """Return the repairs that can be found."""
    return Repair.objects.in_retention(clock.now())


own = partial(own_page, public_route="example_section:look_up", unknown="example_section/unknown_link.html")


def find(token):
    """Return the repair behind a link."""
    return MANAGE.find(retained(), token)


by_link = own(find)


@public_form
@counted(shows_refusal=True)
def request_repair(request):
    """Show the form, and store the request."""
    return form_page(request, RepairForm(request.POST or None), "example_section/request.html", _submit)


@transaction.atomic
def _submit(form):
    return MANAGE.url_for(repairs.request(form.message_id(), **form.person_fields()))


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Look up a repair by its code."""
    return visitors.look_up(request, CodeForm, lambda *typed: visitors.by_code(retained(), *typed), MANAGE.url_for)


@by_link
def my_repair(request, repair, token):
    """Show the page of one repair."""
    return _page(request, repair, token)


@own(find, limit=FORMS, shows_refusal=True)
def change(request, repair, token):
    """Change the day of a repair."""

    def accept(form):
        repairs.change(repair, form.cleaned_data["day"])
        return _url(token)

    return form_page(request, DayForm(request.POST or None), "example_section/change.html", accept)


@by_link
def cancel(request, repair, token):
    """Ask for confirmation, and cancel a repair."""
    own_words = {"repair": repair, "token": token}
    show, url = partial(_page, request, repair, token), partial(_url, token)
    action = partial(repairs.cancel, repair)
    return confirm_first(
        request, "example_section/cancel.html", own_words, action, show, url, can_confirm=repair.is_open
    )


def _page(request, repair, token, refusal="", status=200):
    own_words = {"repair": repair, "token": token, "refusal": refusal}
    return render(request, "example_section/own.html", own_words, status=status)


def _url(token):
    return reverse("example_section:own", args=[token])
