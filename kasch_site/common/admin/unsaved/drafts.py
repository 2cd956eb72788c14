"""Drafts of unsaved forms, kept by the browser; the server only says which forms may have one, and which were saved.

`static/js/drafts.js` keeps the values that differ from those of the form as it was opened, in the local storage of the
browser, under the key of the account. A form has a draft if its ModelAdmin declares `keeps_drafts = True`; without a
declaration it has none, and `personal_data.check_draft` refuses it for forms with personal data.

A draft is erased when the server reports that the form was saved: the next page reads its number from a cookie. It is
also erased after a month (`OLDEST` in `static/js/drafts.js`).
"""

import re

from django.conf import settings
from django.urls import reverse

from .personal_data import check_draft
from .resume import HAD_FILES, is_resumed

DRAFT = "_draft"  # the form field with the number of the draft
SAVED_DRAFT = "saved_draft"  # the cookie with the number of the draft that was saved
_NUMBER = re.compile("[0-9a-f]{32}")
_A_DAY = 60 * 60 * 24


class DraftsMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin."""

    def check(self, **kwargs):
        return [*super().check(**kwargs), *check_draft(self)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["unsaved_form"] = {
            "draft_field": DRAFT,
            "number": draft_number(request),
            "keeps_draft": getattr(self, "keeps_drafts", False),
            # Shown again with what was typed: this is not what is saved.
            "is_typed": context["adminform"].form.is_bound,
            "is_resumed": is_resumed(request),
            "had_files": HAD_FILES in request.POST,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return _saved(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return _saved(request, super().response_change(request, obj))


def draft_number(request) -> str:
    """Return the number of the draft that the submitted form names; "" if there is none."""
    number = request.POST.get(DRAFT, "")
    return number if _NUMBER.fullmatch(number) else ""


def _saved(request, response):
    """Return the response to a form that was saved, with the number of its draft for the browser to erase."""
    number = draft_number(request)
    if number:
        response.set_cookie(
            SAVED_DRAFT,
            number,
            max_age=_A_DAY,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response
