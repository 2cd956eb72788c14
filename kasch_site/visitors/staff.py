"""Requests of visitors in the administration: the base of their admin, and of the form that staff fill in."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, NameField
from kasch_site.common.forms.bounded_fields import BooleanField, UUIDField

from .search import matching_keys
from .web.forms import person_fields

# Staff enter another person's details: the browser must not fill in their own.
NO_AUTOFILL = {"autocomplete": "off"}


class RequestAdmin(admin.ModelAdmin):
    """The base of an admin of coded requests.

    Its pages call the same functions as the website instead of saving fields. Requests are cancelled, and names are
    erased by retention, so nothing is deleted here. The list is searched like the desks, in every spelling of a name.
    """

    keeps_drafts = False
    templates = ""  # the folder of the pages that `page` renders

    search_fields = ("name",)  # shows the search field
    search_help_text = _("Name, Code, Telefon oder E-Mail")

    matching_keys = staticmethod(matching_keys)

    @admin.display(description=_("Erreichbar unter"))
    def contact(self, row):
        return row.contact

    @admin.display(description=_("Code"))
    def spelled_code(self, row):
        return row.spelled_code

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the list: a request begins with the choice of what it is for."""
        return HttpResponseRedirect(self.list_url())

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse(f"admin:{self._label()}_change", args=[object_id]))

    def has_delete_permission(self, request, obj=None):
        return False

    def list_url(self) -> str:
        """Return the URL of the list."""
        return reverse(f"admin:{self._label()}_changelist")

    def page(self, request, title, template: str, context: dict) -> TemplateResponse:
        """Render a page of the folder `templates`; it contains names, so that no cache may store it."""
        shared = {"title": title, "opts": self.opts, "has_errors": False}
        response = TemplateResponse(
            request,
            f"{self.templates}/{template}.html",
            {**self.admin_site.each_context(request), **shared, **context},
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def _label(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"


def require(is_permitted: bool) -> None:
    """Raise `PermissionDenied` unless it is permitted."""
    if not is_permitted:
        raise PermissionDenied


class VisitorDeskForm(AccessibleForm):
    """The short form in which staff enter a visitor; idempotent if it is sent twice."""

    name = NameField(label=_("Name"), max_length=80)
    contact = EmailOrPhoneField(label=_("Telefon oder E-Mail"))
    number = UUIDField(widget=forms.HiddenInput, required=False)
    without_notification = BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = uuid4
        for field in self.fields.values():
            if isinstance(field.widget, forms.TextInput):
                field.widget.attrs |= NO_AUTOFILL

    def person_fields(self) -> dict:
        """Return what was typed about the person, as fields of `Visitor` and of the section."""
        return person_fields(self, "number", "without_notification")

    def idempotency_key(self) -> UUID:
        """Return the idempotency key of this form."""
        return self.cleaned_data["number"] or uuid4()
