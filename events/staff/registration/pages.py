"""What the pages of the desk share: rights, the message about the status of a registration, and the way back."""

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


class PagesMixin:
    """Methods of the admin that all pages of the desk use."""

    def report_status(self, request, row):
        """Show a message with the current state of a registration."""
        text = _STATUS[row.state] % {"name": row.name, "code": row.spelled_code}
        self.message_user(
            request, text, messages.WARNING if row.state == Registration.State.WAITING else messages.SUCCESS
        )

    def desk_page(self, request, title, template, context):
        """Render a page of the desk, with what this user may do there."""
        rights = {
            "may_add": self.has_add_permission(request),
            "may_change": self.has_change_permission(request),
            "may_count": request.user.has_perm("events.change_headcount"),
        }
        return self.page(request, title, template, {**rights, **context})


def date_url(date: Occurrence) -> str:
    """Return the address of the page of a date."""
    return reverse("admin:registration_date", args=[date.pk])


def back_to(date: Occurrence) -> HttpResponseRedirect:
    """Redirect to the page of a date."""
    return HttpResponseRedirect(date_url(date))
