"""Subjects and kinds of media in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from library.models import MediumKind, Subject


@admin.register(Subject)
class SubjectAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "order"]
    list_editable = ["order"]
    search_fields = ["name"]
    fieldsets = [
        (
            _("Das Thema"),
            {"fields": ["name", "order"], "description": _("So blättern Leserinnen und Leser im Katalog.")},
        ),
        (_("Adresse"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}


@admin.register(MediumKind)
class MediumKindAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "loan_days", "max_renewals", "max_loans", "order"]
    list_editable = ["order"]
    search_fields = ["name"]
    fieldsets = [
        (_("Die Art"), {"fields": ["name", "order"]}),
        (
            _("Ausleihe"),
            {
                "fields": ["loan_days", "max_renewals", "max_loans"],
                "description": _("Was leer bleibt, folgt den Regeln der Ausleihe."),
            },
        ),
        (_("Adresse"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}
