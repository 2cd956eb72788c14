"""Removal requests in the administration: read them, find the name, answer."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kasch_site.visitors.staff import RequestAdmin
from newspaper.models import RemovalRequest
from newspaper.removal import requests


class AnswerForm(forms.ModelForm):
    """The answer to a request."""

    decision = forms.ChoiceField(label=_("Was haben Sie getan?"), widget=forms.RadioSelect)
    without_notification = forms.BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)

    class Meta:
        model = RemovalRequest
        fields = ["answer"]
        help_texts = {"answer": _("Das liest, wer darum gebeten hat. Bei einer Absage: warum nicht?")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:  # missing without the right to change it
            self.fields["decision"].choices = RemovalRequest.State.choices
            self.fields["decision"].initial = self.instance.state

    def clean(self):
        cleaned = super().clean()
        if "decision" in cleaned:
            try:
                requests.require_reason(cleaned["decision"], cleaned.get("answer", ""))
            except requests.RemovalRefused as refused:
                self.add_error("answer", str(refused))
        return cleaned


@admin.register(RemovalRequest)
class RemovalRequestAdmin(RequestAdmin):
    templates = "admin/newspaper"
    form = AnswerForm
    list_display = ("hidden_name", "name", "contact", "state", "created_at", "spelled_code")
    list_filter = ("state",)
    list_per_page = 50
    _ASKED = ("hidden_name", "details", "name", "contact", "created_at", "spelled_code")
    readonly_fields = _ASKED
    fieldsets = (
        (_("Worum gebeten wird"), {"fields": _ASKED}),
        (_("Ihre Antwort"), {"fields": ("decision", "answer", "without_notification")}),
    )

    def has_add_permission(self, request):
        return False

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return (self.fieldsets[0], (_("Ihre Antwort"), {"fields": ("state", "answer")}))

    def save_model(self, request, obj, form, change):
        cleaned = form.cleaned_data
        requests.answer(obj, cleaned["decision"], cleaned["answer"], is_notified=not cleaned["without_notification"])
        obj.refresh_from_db(fields=["state", "closed_at"])
