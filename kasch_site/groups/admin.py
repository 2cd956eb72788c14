from django.contrib import admin, messages
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.admin.pictures.thumbnails import ThumbnailMixin
from kasch_site.common.admin.publishing.preview import PreviewAdminMixin
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin
from kasch_site.common.admin.richtext import RichTextAdminMixin

from .confirmation import confirm, is_stale, stale_before
from .models import Group


class ConfirmedFilter(admin.SimpleListFilter):
    title = _("Angaben")
    parameter_name = "bestaetigt"

    def lookups(self, request, model_admin):
        return [("nein", _("seit einem halben Jahr nicht bestätigt"))]

    def queryset(self, request, queryset):
        return queryset.due_for_confirmation(stale_before()) if self.value() == "nein" else queryset


@admin.register(Group)
class GroupAdmin(ThumbnailMixin, PublishAdminMixin, PreviewAdminMixin, RichTextAdminMixin, admin.ModelAdmin):
    keeps_drafts = True
    published_contacts = ("contact", "phone", "email")
    list_display = ["name", "kind", "state", "contact", "confirmed", "thumbnail"]
    list_select_related = ["picture"]
    list_filter = ["status", "kind", ConfirmedFilter]
    search_fields = ["name", "summary", "contact"]
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    actions = ["confirm_today"]
    fieldsets = [
        (_("Wer ist das?"), {"fields": ["name", "kind", "summary", "description", "picture"]}),
        (_("Für wen, wann und wo?"), {"fields": ["for_whom", "when", "place", "languages"]}),
        (_("Wie erreicht man sie?"), {"fields": ["contact", "phone", "email", "website"]}),
        (_("Stimmt das noch?"), {"fields": ["confirmed_on"]}),
        (_("Wer sieht die Seite?"), {"fields": ["status", "publish_at"]}),
        (_("Adresse der Seite"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    @admin.display(description=_("zuletzt bestätigt"), ordering="confirmed_on", empty_value=_("noch nie"))
    def confirmed(self, group):
        """Return the day of the last confirmation, and whether it is too long ago."""
        day = group.confirmed_on and date_format(group.confirmed_on, "SHORT_DATE_FORMAT")
        return format_html("{}<br><b>{}</b>", day, _("bitte nachfragen")) if day and is_stale(group) else day

    @admin.action(permissions=["change"], description=_("Angaben heute bestätigt"))
    def confirm_today(self, request, queryset):
        """Mark the selected groups as confirmed today."""
        count = confirm(queryset)
        text = ngettext("Eine Gruppe ist bestätigt.", "%(count)s Gruppen sind bestätigt.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)
