"""The page for a form that Django's protection against forged requests (CSRF) has refused.

Mostly it is no attack: the browser takes no cookies, or somebody logged in anew in another tab. So what was typed is
given back. It is shown only to the page it was typed on (same origin), or any site could put its words on ours; it can
be sent again at once only where the view is a public form (`form_guard.public_form`): there a forged request could do
nothing that its author could not do alone, while a click on such a button in the admin acts with a member of staff's
rights. Passwords are never given back.
"""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from django.http import UnreadablePostError
from django.shortcuts import render

from . import guard

_NEVER_GIVEN_BACK = re.compile("password|csrf", re.IGNORECASE)
_LONGEST_NAME = 100  # characters; our fields have shorter ones
_NOT_TYPED = (guard.TOKEN, guard.TRAP)


def csrf_failure(request, reason=""):
    """Say what happened and what to do; status 403. `reason` is Django's, in English, for developers."""
    with suppress(UnreadablePostError):  # of what stopped in the middle nothing has come; from now on the form is empty
        request.POST  # noqa: B018 - it is read the first time it is asked for
    sent = sent_fields(request) if is_from_our_page(request) else []
    context = {
        "typed": [value for name, value in sent if name not in _NOT_TYPED and is_written(value)],
        "again": sent if is_public_form(request) and not request.FILES else [],
        "had_files": bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "403_csrf.html", context, status=403)


def sent_fields(request) -> list[tuple[str, str]]:
    """What came with the form, name by name, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if len(name) <= _LONGEST_NAME and not _NEVER_GIVEN_BACK.search(name)
        for value in values
    ]


def is_written(value) -> bool:
    """Whether it looks like something a person has written, not like the value of a box or a list."""
    return len(value) > 2 and any(character.isspace() or character in ".@" for character in value.strip())


def is_public_form(request) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "is_public_form", False)


def is_from_our_page(request) -> bool:
    """Whether the browser says that the form was sent from a page of this site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(sender)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
