"""Requests after a session has ended: the login page says why and carries the form along."""

from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.sessions import idle_limit_of_ended

from .resume import ask_for_login

IDLE = "pause"  # the query parameter of the login page: minutes after which the session ended
_MAX_MINUTES = 60 * 24  # minutes


def resume_after_login(view, admin_site):
    """Wrap a view of the administration: a form sent without a session is carried over the login; a link says why."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.user.is_authenticated or request.path == reverse("admin:logout"):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            return ask_for_login(admin_site, request, end_of_session(request))
        minutes = _minutes(request)
        if minutes:
            query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path(), IDLE: minutes})
            return HttpResponseRedirect(f"{reverse('admin:login')}?{query}")
        return view(request, *args, **kwargs)

    return wrapped


def login_reason(request) -> str:
    """Return the sentence for the login page that a link of an ended session led to; "" if it says nothing."""
    written = request.GET.get(IDLE, "")
    minutes = int(written[:5]) if written.isdecimal() else 0
    return _sentence(minutes) if 0 < minutes <= _MAX_MINUTES else ""


def end_of_session(request) -> str:
    """Return why nobody is logged in any more, in a sentence."""
    return _sentence(_minutes(request))


def _minutes(request) -> int:
    limit = idle_limit_of_ended(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return int((limit or timedelta()).total_seconds() // 60)


def _sentence(minutes) -> str:
    if not minutes:
        return _("Sie sind nicht mehr angemeldet.")
    hours, rest = divmod(minutes, 60)
    if rest or not hours:
        time = ngettext("%(count)d Minute", "%(count)d Minuten", minutes) % {"count": minutes}
    else:
        time = ngettext("%(count)d Stunde", "%(count)d Stunden", hours) % {"count": hours}
    return _("Sie haben %(time)s lang nichts getan. Deshalb hat die Seite Sie abgemeldet.") % {"time": time}
