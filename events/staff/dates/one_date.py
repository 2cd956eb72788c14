"""Small pages for one date: cancel, move, or restore it.

They are the form of the date with few fields, so that confirmation, merging and resuming after a login work as there.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.common.text.time_words import time_in_words

from ..date_form import DateForm
from ..registration import search as registrations
from .actions import REASON_MISSING, date_name


class CancelForm(DateForm):
    """Asks only for the reason of a cancellation."""

    day = start = end = last_day = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required, reason.error_messages["required"] = True, REASON_MISSING
        reason.help_text = _("Er steht auf der Website und im Plan. Bitte keinen Namen nennen.")

    def clean(self):
        return self.cleaned_data

    def has_changed(self):
        return True

    def apply(self, date) -> Occurrence:
        """Cancel the date; return its row."""
        return changes.cancel(date, self.cleaned_data["reason"])


class RestoreForm(DateForm):
    """Has no fields."""

    day = start = end = last_day = None

    def clean(self):
        return self.cleaned_data

    def has_changed(self):
        return True

    def apply(self, date) -> Occurrence:
        """Restore the date; return its row."""
        return changes.restore(date)


@dataclass(frozen=True)
class OneDatePage:
    """One of the pages: its form, the texts on it, and the message after it."""

    form: type
    fields: tuple
    fieldsets: tuple
    title: str
    button: str
    done: str
    restores: bool = False  # whether it is about cancelled dates


_WHEN = (_("Neuer Tag und neue Zeit"), {"fields": [("day", "start", "end"), ("is_all_day", "last_day")]})
_WHERE = (_("Anderer Raum oder Ort, wenn nötig"), {"fields": ["room", "place"]})
PAGES = {
    "cancel": OneDatePage(
        CancelForm,
        ("reason",),
        ((_("Warum fällt der Termin aus?"), {"fields": ["reason"]}),),
        _("Termin absagen"),
        _("Termin absagen"),
        _("Abgesagt: %(date)s"),
    ),
    "move": OneDatePage(
        DateForm,
        ("day", "start", "end", "is_all_day", "last_day", "room", "place"),
        (_WHEN, _WHERE),
        _("Termin verlegen"),
        _("Termin verlegen"),
        _("Verlegt: %(date)s, jetzt %(time)s"),
    ),
    "restore": OneDatePage(
        RestoreForm,
        (),
        ((None, {"fields": []}),),
        _("Findet doch statt"),
        _("Absage zurücknehmen"),
        _("Findet doch statt: %(date)s"),
        restores=True,
    ),
}
_PATHS = {"absagen": "cancel", "verlegen": "move", "findet-statt": "restore"}


def _time_of(date):
    return time_in_words(date.starts_at, date.ends_at, date.is_all_day)


def page_of(request) -> OneDatePage | None:
    """Return the page of one date that the request is about; None for the whole form."""
    return getattr(request, "one_date", None)


class OneDateMixin:
    """Mixin for the ModelAdmin of dates with the pages of one date."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.one_date)
        pages = [
            path(f"<path:object_id>/{word}/", view, {"name": name}, name=f"events_occurrence_{name}")
            for word, name in _PATHS.items()
        ]
        return [*pages, *super().get_urls()]

    def one_date(self, request, object_id, name):
        """Show the page `name` of a date, and save it."""
        date, page = self.get_object(request, unquote(object_id)), PAGES[name]
        if date is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, date):
            raise PermissionDenied
        if request.method != "POST" and date.is_cancelled != page.restores:
            self.message_user(request, _("%(date)s: Das ist schon so.") % {"date": date_name(date)}, messages.INFO)
            return HttpResponseRedirect(self._list_url(request))
        request.one_date = page
        context = {
            "title": page.title,
            "save_label": page.button,
            "back_url": self._list_url(request),
            "show_save_and_continue": False,
            "show_delete": False,
            "line": registrations.occupancy(date),
            "is_over": date.ends_at <= clock.now(),
        }
        return self.changeform_view(request, object_id, "", context)

    def _list_url(self, request):
        """Return the URL of the list with the filters that linked to the page."""
        filters = self.get_preserved_filters(request)
        address = reverse("admin:events_occurrence_changelist")
        return add_preserved_filters({"preserved_filters": filters, "opts": self.opts}, address)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if page_of(request) and isinstance(response, TemplateResponse):
            response.template_name = "admin/events/occurrence/one_date.html"
        return response

    def response_change(self, request, obj):
        page = page_of(request)
        if page is None:
            return super().response_change(request, obj)
        self.message_user(request, page.done % {"date": date_name(obj), "time": _time_of(obj)}, messages.SUCCESS)
        return self.response_post_save_change(request, obj)
