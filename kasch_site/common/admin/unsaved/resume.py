"""Forms that resume after a login: what was typed survives the end of the session.

A form that arrives when nobody is logged in gets the login form, which says why and carries the submitted fields in a
hidden one. After the login a page sends them to the URL of the form, with `BACK_TO_FORM`: the form is shown again
and nothing is saved. So a forged request could do no more than fill in a form that a person then reads.

- Only what a page of this site has sent is carried (`is_from_our_page`), and never a password.
- A form names the account that it was filled in by (`ACCOUNT`). Another account does not get it. Pages whose forms
  cannot be shown again have no such field; what was typed there is shown for copying.
- Files are not carried; one that was kept already is among the fields, by its token (`forms/kept_files.py`).
- Where there is no form to send again, the login leads to the page that the form was on (`PAGE`): the URL that it
  was sent to may accept nothing but forms.
"""

import json
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.csrf_failure import is_from_our_page, is_typed, submitted_fields
from kasch_site.common.text.richtext import words

from ..shown_again import BACK_TO_FORM, CONFIRMED
from .account import ACCOUNT, is_of

CARRIED = "_carried"  # the hidden field of the login form: JSON
HAD_FILES = "_had_files"
PAGE = "_page"  # the URL of the page that the form was on
_NOT_CARRIED = {CARRIED, HAD_FILES, PAGE, BACK_TO_FORM, CONFIRMED, "username", REDIRECT_FIELD_NAME}


def carried_fields(request) -> list[tuple[str, str]]:
    """Return the fields to carry: those that were submitted, or those that a login form carries already."""
    if not is_from_our_page(request):
        return []
    if CARRIED in request.POST:
        return _read(request.POST[CARRIED])
    return [(name, value) for name, value in submitted_fields(request) if name not in _NOT_CARRIED]


def login_context(request) -> dict:
    """Return what a login form needs to carry a form; nothing if there is none."""
    fields = carried_fields(request) if request.method == "POST" else []
    if not fields:
        return {}
    return {
        "carried_field": CARRIED,
        "carried": json.dumps(fields, ensure_ascii=False),
        "had_files_field": HAD_FILES,
        "had_files": bool(request.FILES) or HAD_FILES in request.POST,
        "page_field": PAGE,
        "page": _page_url(request),
    }


def ask_for_login(admin_site, request, reason):
    """Render the login form for a form that arrived after the end of the session, with status 403."""
    form = admin_site.make_login_form(request)
    carried = login_context(request)
    context = {
        **admin_site.each_context(request),
        **carried,
        "title": _("Bitte melden Sie sich noch einmal an"),
        "form": form,
        "app_path": reverse("admin:login"),
        REDIRECT_FIELD_NAME: _form_url(request) if carried else _page_url(request),
        "reason": reason,
        "is_interrupted": True,
    }
    return _uncached(TemplateResponse(request, "admin/login.html", context, status=403))


def after_login(admin_site, request, response):
    """Return the response to a login; if the login form carried a form, the page that resumes it."""
    fields = carried_fields(request) if CARRIED in request.POST else []
    if not fields or response.status_code != 302 or not request.user.is_authenticated:
        return response
    url = _form_url(request)
    if not _is_own_url(request, url):
        return HttpResponseRedirect(reverse("admin:index"))
    return resume_form(admin_site, request, fields, url, title=_("Sie sind wieder angemeldet"))


def resume_form(admin_site, request, fields, url, *, title, status=200):
    """Render the page that shows a form again: by a script at once, else with a button."""
    account = dict(fields).get(ACCOUNT)
    is_own = account is None or is_of(request.user, account)
    had_files = bool(request.FILES) or HAD_FILES in request.POST
    flags = [(BACK_TO_FORM, "resumed"), *([(HAD_FILES, "1")] if had_files else [])]
    context = {
        **admin_site.each_context(request),
        "title": title,
        "url": url,
        "page": _page_url(request),
        "fields": [*fields, *flags] if account is not None and is_own else [],
        "typed": _plain_texts(fields) if account is None else [],
        "is_own": is_own,
        "had_files": had_files,
        "auto_submits": request.POST.get(BACK_TO_FORM) != "resumed",  # never twice by itself
    }
    return _uncached(TemplateResponse(request, "admin/unsaved/resume.html", context, status=status))


def typed_texts(request) -> list[str]:
    """Return what somebody typed into a form of this site, without tags: to show it where the form cannot be shown."""
    return _plain_texts(carried_fields(request))


def _plain_texts(fields):
    return [_plain(value) for _name, value in fields if is_typed(value)]


def _form_url(request) -> str:
    """Return the URL of the carried form."""
    return request.POST.get(REDIRECT_FIELD_NAME, "") if CARRIED in request.POST else request.get_full_path()


def _page_url(request) -> str:
    """Return the URL of the page that the carried form was on; that of the form if the browser does not name it."""
    if CARRIED in request.POST:
        page = request.POST.get(PAGE, "")
        return page if _is_own_url(request, page) else reverse("admin:index")
    sender = request.headers.get("Referer", "")
    if not _is_own_url(request, sender):
        return request.get_full_path()
    parts = urlsplit(sender)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_own_url(request, url) -> bool:
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


def is_resumed(request) -> bool:
    """Return whether the form is shown again after an interruption."""
    return request.POST.get(BACK_TO_FORM) == "resumed"


def _read(carried) -> list[tuple[str, str]]:
    """Return the fields that the hidden field carries; none if it is not the expected JSON."""
    try:
        return [
            (name, value) for name, value in json.loads(carried) if isinstance(name, str) and isinstance(value, str)
        ]
    except (ValueError, TypeError, RecursionError):
        return []


def _plain(value) -> str:
    """Return formatted text without its tags, other text as it is."""
    return words(value) if value.startswith("<") else value


def _uncached(response):
    add_never_cache_headers(response)
    return response
