"""Rate limit of the pages of the administration that take a password."""

from functools import wraps

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.rate_limits.client import client_of

from .unsaved.resume import login_context

TITLE = _("Passwort")


def limit_password_tries(page):
    """Decorate a page of an `AdminSite` or `ModelAdmin`: count each POST first, and refuse too many with status 429.

    Hashing a password is expensive on purpose, and an unattended session could be used to try old passwords.
    """

    @wraps(page)
    def limited(self, request, *args, **kwargs):
        # Models are not loaded yet when the admin site is imported.
        from kasch_site.common.rate_limits.limits import PASSWORDS, allow

        if request.method != "POST" or allow(PASSWORDS, client_of(request)):
            return page(self, request, *args, **kwargs)
        site = getattr(self, "admin_site", self)
        context = {**site.each_context(request), "title": TITLE, **login_context(request)}
        return TemplateResponse(request, "admin/too_many_passwords.html", context, status=429)

    return limited
