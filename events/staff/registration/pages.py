"""Shared code of the pages of registrations: permissions, messages about states, and the redirect to a date."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence, Registration

_STATUS = {
    Registration.State.BOOKED: _("%(name)s ist angemeldet. Der Code: %(code)s"),
    Registration.State.OFFERED: _("%(name)s hat ein Angebot. Der Code: %(code)s"),
    Registration.State.WAITING: _("Es ist nicht genug Platz: %(name)s steht auf der Warteliste. Der Code: %(code)s"),
    Registration.State.LAPSED: _("Das Angebot an %(name)s ist verfallen."),
    Registration.State.CANCELLED: _("%(name)s ist abgemeldet."),
}


class RegistrationPagesMixin:
    """Methods of the admin that all pages of registrations use."""

    def report_status(self, request, row):
        """Show a message with the current state of a registration."""
        text = _STATUS[row.state] % {"name": row.name, "code": row.spelled_code}
        is_warning = row.state in (Registration.State.WAITING, Registration.State.LAPSED)
        self.message_user(request, text, messages.WARNING if is_warning else messages.SUCCESS)

    def render_page(self, request, title, template, context):
        """Render a page of registrations, with the permissions of the user."""
        permissions = {
            "may_add": self.has_add_permission(request),
            "may_change": self.has_change_permission(request),
            "may_count": request.user.has_perm("events.change_headcount"),
        }
        return self.page(request, title, template, {**permissions, **context})


def date_url(date: Occurrence) -> str:
    """Return the address of the page of a date."""
    return reverse("admin:registration_date", args=[date.pk])


def redirect_to_date(date: Occurrence) -> HttpResponseRedirect:
    """Redirect to the page of a date."""
    return HttpResponseRedirect(date_url(date))
