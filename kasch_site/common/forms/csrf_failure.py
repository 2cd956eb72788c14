"""The page for a form that CSRF protection has refused.

Usually it is not an attack: the browser blocks cookies, or the user has logged in again in another tab. So the
submitted values are shown again, but only if the form came from our own page (same origin), because otherwise any site
could put its text on ours. It can be resubmitted at once only if the view is a public form (`guard.public_form`): there
a forged request can do no more than its author could, whereas in the admin it would act with the rights of a member of
staff. Passwords are never shown again.
"""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from django.http import UnreadablePostError
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from . import guard

_SECRET_FIELDS = re.compile("password|csrf", re.IGNORECASE)
_MAX_NAME_LENGTH = 100  # characters; our fields have shorter names
NOT_TYPED = (guard.TOKEN, guard.HONEYPOT)


@never_cache
def csrf_failure(request, reason=""):
    """Render the page with status 403. `reason` is Django's, in English, for developers."""
    with suppress(UnreadablePostError):  # an interrupted upload counts as an empty form
        request.POST  # noqa: B018 - the body is read on first access
    submitted = submitted_fields(request) if is_from_our_page(request) else []
    context = {
        "typed": [value for name, value in submitted if name not in NOT_TYPED and is_typed(value)],
        "submitted": submitted if is_public_form(request) and not request.FILES else [],
        "had_files": bool(request.FILES),
        "url": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def submitted_fields(request) -> list[tuple[str, str]]:
    """Return the submitted fields by name, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if len(name) <= _MAX_NAME_LENGTH and not _SECRET_FIELDS.search(name)
        for value in values
    ]


def is_typed(value) -> bool:
    """Return whether the value looks typed by a person, unlike that of a checkbox or a select."""
    return len(value) > 2 and any(character.isspace() or character in ".@" for character in value.strip())


def is_public_form(request) -> bool:
    """Return whether the view of the request is marked with `guard.public_form`."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "is_public_form", False)


def is_from_our_page(request) -> bool:
    """Return whether the browser says that the form was sent from a page of this site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(sender)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
