"""The admin page for subject access and erasure, and the list of recorded requests."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.admin.shown_again import is_shown_again

from .models import SubjectAccessRecord
from .subject_access import requests


class SubjectAccessForm(forms.Form):
    contact = forms.CharField(
        label=_("E-Mail-Adresse oder Telefonnummer"),
        max_length=200,
        help_text=_(
            "Fragen Sie nur, wenn die Person selbst Sie darum bittet, und vergewissern Sie sich, dass sie es ist."
        ),
    )

    def clean_contact(self):
        contact = self.cleaned_data["contact"]
        if not requests.is_one_contact(contact):
            raise forms.ValidationError(_("Bitte genau eine E-Mail-Adresse oder eine Telefonnummer mit Vorwahl."))
        return contact


@admin.register(SubjectAccessRecord)
class SubjectAccessAdmin(admin.ModelAdmin):
    keeps_drafts = False
    list_display = ("kind", "at", "by", "records")
    list_display_links = None
    list_filter = ("kind",)
    date_hierarchy = "at"

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Look up, show, and with a second, separate button erase. The contact is never part of a URL."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SubjectAccessForm(request.POST or None)
        context = {"form": form, "title": _("Was wissen wir über eine Person?"), "opts": self.opts}
        if form.is_valid() and not is_shown_again(request):
            contact = form.cleaned_data["contact"]
            if "erase" in request.POST:
                return self._erase(request, contact)
            context |= {"data": requests.disclose(contact, request.user), "contact": contact, "is_answered": True}
            context |= {
                "asks_to_erase": "ask_to_erase" in request.POST,
                "retention_reasons": requests.retention_reasons(contact),
            }
        page = TemplateResponse(
            request, "admin/subject_access/answer.html", {**self.admin_site.each_context(request), **context}
        )
        page["Cache-Control"] = "no-store, private"
        return page

    def _erase(self, request, contact):
        count = requests.erase(contact, request.user)
        text = ngettext("Ein Eintrag ist gelöscht.", "%(count)d Einträge sind gelöscht.", count) % {"count": count}
        self.message_user(request, text)
        for reason in requests.retention_reasons(contact):
            self.message_user(request, reason, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:visitors_subjectaccessrecord_changelist"))
