from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.deletion.usage import links_to_forms

from .forms import DocumentForm
from .models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    keeps_drafts = True
    form = DocumentForm
    list_display = ["title", "what", "language", "changed"]
    list_filter = ["language"]
    search_fields = ["title", "slug"]
    readonly_fields = ["on_website", "used_by"]

    def get_fieldsets(self, request, obj=None):
        current, usage = (["on_website"], ["used_by"]) if obj else ([], [])
        return [
            (_("Welche Datei?"), {"fields": ["title", *current, "file", "language"]}),
            *([(_("Wo ist die Datei zu finden?"), {"fields": usage})] if usage else []),
            (_("Adresse der Datei"), {"fields": ["slug"], "classes": ["collapse"]}),
        ]

    @admin.display(description=_("Umfang"))
    def what(self, document):
        return document.facts

    @admin.display(description=_("Datei vom"), ordering="file_changed_at")
    def changed(self, document):
        return date_format(timezone.localtime(document.file_changed_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("Auf der Website"))
    def on_website(self, document):
        return format_html('<a href="{}">{}</a> ({})', document.get_absolute_url(), document.title, document.facts)

    @admin.display(description=_("Benutzt bei"))
    def used_by(self, document):
        return links_to_forms(self.admin_site, document.used_by()) or _("Noch nirgends.")

    def effects_of_deletion(self, request, records):
        """Return the names of the pages that offer a document or link to it."""
        for document in records:
            places_of_use = links_to_forms(self.admin_site, document.used_by())
            if places_of_use:
                text = _("„{document}“ fehlt dann hier: {users}. Ein Link im Text führt dort ins Leere.")
                yield format_html(text, document=document, users=places_of_use)
