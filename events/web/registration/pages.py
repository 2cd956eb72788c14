"""Registration, and the page to manage a registration without an account.

The URL of that page is a secret: see `visitors.web.secret_pages`.
"""

from uuid import uuid5

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from events.calendar.entries import entry_of
from events.models import Occurrence
from events.registration import lookup, registrations
from events.registration.capacity.availability import availability_of_date
from events.registration.notifications.messages import manage_address
from events.registration.refusals import DuplicateRegistration, RegistrationRefused
from events.registration.settings import max_party_size_of
from events.registration.status import status_of
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.rate_limits.limits import FORMS
from kasch_site.common.redirects import current_slug
from kasch_site.visitors.refusals import refusal_of
from kasch_site.visitors.web.counted import STEPS, counted, is_over_limit, refusal_status, too_many
from kasch_site.visitors.web.look_up import look_up as visitor_look_up
from kasch_site.visitors.web.own_page import confirm_first, own_page, unknown_link

from .forms import CodeForm, PeopleForm, RegistrationForm

UNKNOWN_LINK = "events/registration/unknown_link.html"


@public_form
@counted(shows_refusal=True)
def register(request, slug, key):
    """Show and process the registration form of a date."""
    date, is_sent = _date(slug, key), request.method == "POST"
    places = date and availability_of_date(date)
    if not places or (not is_sent and not places.is_open):
        # The page of the date explains why registration is closed, or redirects if the date was deleted.
        return redirect("events:occurrence", slug, key)
    form, status = RegistrationForm(request.POST if is_sent else None, places=places), 200
    if is_sent:
        answer, status = _submit(request, date, form)
        if answer:
            return answer
    context = {"form": form, "event": date.event, "entry": entry_of(date), "places": places}
    return render(request, "events/registration/register.html", context, status=status)


def _submit(request, date, form) -> tuple[HttpResponse | None, int]:
    """Process a sent form; return the response, or None if the form is to be shown again, and the status."""
    status = refusal_status(request, form)
    if status:
        return None, status
    try:
        return HttpResponseRedirect(_register(date, form)), 302
    except RegistrationRefused as refusal:
        return _refused(request, form, refusal)


def _refused(request, form, refusal):
    if not isinstance(refusal, DuplicateRegistration):
        form.add_error(None, str(refusal))
        return None, 422
    registrations.notify_again(refusal.registration_pk)
    return _already_registered(request, form), 422


@transaction.atomic
def _register(date, form) -> str:
    """Register a registrant and return the URL of the registration; atomic. Raise `RegistrationRefused`."""
    idempotency_key = uuid5(form.message_id(), date.uid.hex)
    return manage_address(
        registrations.register_locked(registrations.lock_capacity(date), form.registrant(), idempotency_key)
    )


def _already_registered(request, form):
    """Return the uniform response for possible duplicates; it contains no stored data (`DuplicateRegistration`)."""
    context = {"by_mail": bool(form.registrant().email), "form_url": request.path}
    return render(request, "events/registration/already_registered.html", context, status=422)


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Give access to a registration by code and first letters of the name; all errors look the same."""
    return visitor_look_up(request, CodeForm, lookup.by_code, manage_address)


@own_page(lookup.by_token, "registration:lookup", UNKNOWN_LINK, FORMS, shows_refusal=True)
@allowed_query_params("neu")
def my_registration(request, registration, token):
    """Show a registration; a POST accepts an offer, undoes a cancellation or changes the number of people."""
    if request.method != "POST":
        return _show(request, token, registration, is_saved="neu" in request.GET)
    action = request.POST.get("do")
    # An offer can be accepted only once; its deadline does not wait.
    if action != "accept" and is_over_limit(request):
        return _show(request, token, registration, refusal=too_many(), status=429)
    refusal = refusal_of(_change, registration, action, request.POST)
    if refusal:
        return _show(request, token, lookup.by_token(token), refusal=refusal, status=422)
    return redirect(f"{_own_url(token)}{'?neu=1' if action == 'people' else ''}")


@own_page(lookup.by_token, "registration:lookup", UNKNOWN_LINK)
def cancel(request, registration, token):
    """Ask for confirmation of a cancellation, and cancel."""
    status = status_of(registration)
    return confirm_first(
        request,
        "events/registration/cancel.html",
        {**status, "token": token},
        action=lambda: registrations.cancel(registration),
        show=lambda refusal, code: _show(request, token, registration, refusal=refusal, status=code),
        url=lambda: _own_url(token),
        can_confirm=status["may_leave"],
    )


def _own_url(token):
    return reverse("registration:my_registration", args=[token])


def _change(registration, action, data):
    """Carry out the action of a button; raises `RegistrationRefused`."""
    if action == "accept":
        registrations.accept(registration)
    elif action == "return":
        registrations.reactivate(registration)
    elif action == "people":
        form = _people_form(registration, data)
        if not form.is_valid():
            raise RegistrationRefused(form.errors["people"][0])
        registrations.change_people(registration, form.cleaned_data["people"])


def _people_form(registration, data=None):
    largest_party = max_party_size_of(registration.occurrence)
    return PeopleForm(data, initial={"people": registration.people}, max_people=max(largest_party, registration.people))


def _show(request, token, registration, *, is_saved=False, refusal="", status=200):
    if registration is None:  # erased meanwhile
        return unknown_link(request, UNKNOWN_LINK)
    context = {"token": token, "is_saved": is_saved, "refusal": refusal, "people_form": _people_form(registration)}
    return render(
        request, "events/registration/my_registration.html", {**status_of(registration), **context}, status=status
    )


def _date(slug, key):
    """Return the date at this URL, also at a former slug of its event; None if it is not visible to residents."""
    dates = (
        Occurrence.objects.visible()
        .filter(key=key)
        .with_places()
        .select_related("event__registration_settings", "capacity", "series", "room")
    )
    date = dates.filter(event__slug=slug).order_by().first()
    if date:
        return date
    renamed = current_slug(reverse("events:event", args=[slug]))
    return dates.filter(event__slug=renamed).first() if renamed else None
