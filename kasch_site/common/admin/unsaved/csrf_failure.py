"""The page for a form that CSRF protection has refused (`settings.CSRF_FAILURE_VIEW`).

In the administration the usual reason is a login in another window, which changes the token. The form is shown again,
as after a login; see `resume`. Public forms have a page of their own.
"""

from contextlib import suppress

from django.contrib import admin
from django.http import UnreadablePostError
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms import csrf_failure as public
from kasch_site.common.forms.csrf_failure import is_from_our_page

from .resume import CARRIED, ask_for_login, carried_fields, resume_form
from .session_end import end_of_session


def csrf_failure(request, reason=""):
    """Render the page with status 403. `reason` is Django's, in English, for developers."""
    with suppress(UnreadablePostError):  # an interrupted upload counts as an empty form
        if _is_in_admin(request) and is_from_our_page(request) and carried_fields(request):
            return _in_admin(request).render()
    return public.csrf_failure(request, reason)


def _is_in_admin(request):
    match = request.resolver_match
    # The login form itself has nothing to resume, unless it carries a form.
    return match is not None and match.app_names == ["admin"] and (match.url_name != "login" or CARRIED in request.POST)


def _in_admin(request):
    if not request.user.is_authenticated:
        return ask_for_login(admin.site, request, end_of_session(request))
    title = _("Ihr Formular ist noch da")
    return resume_form(admin.site, request, carried_fields(request), request.get_full_path(), title=title, status=403)
