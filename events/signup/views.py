"""Signing up, and seeing and changing one's own sign-up, without an account.

Mail scanners follow every link, so a GET or HEAD of a mailed link changes nothing. The address of such a page is the
secret: it is kept by nobody on the way, told to no other site, and not printed.
"""

from functools import wraps
from uuid import uuid5

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kasch_site.common.access.client import client_of
from kasch_site.common.access.limits import FORMS, GUESSES, may
from kasch_site.common.form_guard import public_form
from kasch_site.common.not_found import NotHere
from kasch_site.common.parameters import understands
from kasch_site.common.redirects import lead_on, new_address
from kasch_site.house.building import building

from ..entries import entry_of
from ..models import Occurrence
from . import finding, registration
from .availability import SIGN_UP, availability_of
from .forms import WRONG_CODE, CodeForm, PeopleForm, SignUpForm
from .letters import manage_address
from .registration import SignUpRefused
from .standing import standing_of

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@public_form
@FORM_METHODS
def sign_up(request, slug, key):
    """The form to sign up for a date."""
    date = _date_or_404(slug, key)
    if date is None:
        return lead_on(f"{new_address(reverse('events:event', args=[slug]))}{key}/{SIGN_UP}")
    entry = entry_of(date)
    places = availability_of(date.event, [entry]).get(entry.key)
    if places is None or (request.method != "POST" and not places.is_open):
        return redirect(entry.url)  # there stands why one cannot sign up here
    form = SignUpForm(request.POST if request.method == "POST" else None, places=places)
    context = {"form": form, "entry": entry, "places": places}
    status = _take(request, form, date)
    if isinstance(status, int):
        return render(request, "signup/sign_up.html", context, status=status)
    return redirect(manage_address(status))
