"""Subjects and kinds of media in the administration."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from kasch_site.common.search.indexing import stale_documents
from library.models import MediumKind, Subject

SEARCH_DELAY = _("Im Katalog steht es sofort, die Suche kennt es in ein paar Minuten.")


class FollowedByTitles(admin.ModelAdmin):
    """Mixin for records whose names are indexed with titles; many titles are indexed in the background."""

    def response_change(self, request, obj):
        return self._mention_search_delay(request, super().response_change(request, obj))

    def response_delete(self, request, obj_display, obj_id):
        return self._mention_search_delay(request, super().response_delete(request, obj_display, obj_id))

    def _mention_search_delay(self, request, response):
        if stale_documents():
            self.message_user(request, SEARCH_DELAY, messages.INFO)
        return response


@admin.register(Subject)
class SubjectAdmin(FollowedByTitles):
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
class MediumKindAdmin(FollowedByTitles):
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
