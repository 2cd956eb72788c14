from django.contrib import admin, messages
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.addable_checkboxes import AddableCheckboxes
from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.admin.pictures.thumbnails import ThumbnailMixin
from kasch_site.common.admin.publishing.preview import PreviewAdminMixin
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin
from kasch_site.common.admin.richtext import RichTextAdminMixin

from . import barriers
from .models import BarrierReport, Page

HAS_FIXED_ROLE = _(
    "„%(title)s“ hat die feste Aufgabe „%(role)s“, andere Seiten verweisen darauf. Wenn Sie die Seite wirklich "
    "löschen wollen, nehmen Sie ihr zuerst diese Aufgabe."
)


class BlanksFilter(admin.SimpleListFilter):
    title = _("Angaben")
    parameter_name = "luecken"

    def lookups(self, request, model_admin):
        return [("ja", _("es fehlt noch etwas"))]

    def queryset(self, request, queryset):
        return queryset.with_blanks() if self.value() == "ja" else queryset


@admin.register(Page)
class PageAdmin(ThumbnailMixin, PublishAdminMixin, PreviewAdminMixin, RichTextAdminMixin, admin.ModelAdmin):
    keeps_drafts = True
    formfield_overrides = {models.ManyToManyField: {"widget": AddableCheckboxes}}
    list_display = ["title", "state", "menu", "language", "missing", "changed", "thumbnail"]
    list_select_related = ["picture"]
    list_filter = ["status", "language", "menu", BlanksFilter]
    search_fields = ["title", "summary", "body"]
    ordering = ["title"]
    fieldsets = [
        (_("Was steht auf der Seite?"), {"fields": ["title", "summary", "body", "picture", "documents"]}),
        (_("Wer sieht sie?"), {"fields": ["status", "publish_at"]}),
        (_("Wo findet man sie?"), {"fields": ["menu", "menu_name", "order"]}),
        (_("Adresse, Sprache, feste Aufgabe"), {"fields": ["slug", "language", "role"], "classes": ["collapse"]}),
    ]

    @admin.display(description=_("fehlende Angaben"))
    def missing(self, page):
        return page.blanks or ""

    @admin.display(description=_("geändert am"), ordering="changed_at")
    def changed(self, page):
        return date_format(timezone.localtime(page.changed_at), "SHORT_DATE_FORMAT")

    def deletion_refusal(self, request, record):
        """Refuse pages with a fixed role, which others rely on."""
        if not record.role:
            return None
        reason = HAS_FIXED_ROLE % {"title": record.title, "role": record.get_role_display()}
        return Refusal(reason, (form_link(self, record, gettext("Zur Seite: dort nehmen Sie ihr die Aufgabe")),))


class OpenFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "offen"

    def lookups(self, request, model_admin):
        return [("ja", _("offen"))]

    def queryset(self, request, queryset):
        return queryset.open() if self.value() == "ja" else queryset


@admin.register(BarrierReport)
class BarrierReportAdmin(admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["__str__", "where", "received_at", "is_settled"]
    list_filter = [OpenFilter]
    search_fields = ["description", "where"]
    actions = ["settle", "reopen"]
    readonly_fields = ["description", "where", "contact", "received_at", "settled_at"]
    fieldsets = [
        (_("Was wurde gemeldet?"), {"fields": ["description", "where", "contact", "received_at"]}),
        (_("Was ist daraus geworden?"), {"fields": ["settled_at"]}),
    ]
    change_form_template = "admin/pages/barrierreport/change_form.html"

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("erledigt"), boolean=True)
    def is_settled(self, report):
        return report.settled_at is not None

    @admin.action(permissions=["change"], description=_("Als erledigt markieren"))
    def settle(self, request, queryset):
        barriers.settle(queryset)
        self.message_user(request, _("Erledigt. In einem Jahr wird die Meldung gelöscht."), messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Wieder öffnen"))
    def reopen(self, request, queryset):
        barriers.reopen(queryset)
        self.message_user(request, _("Die Meldung ist wieder offen."), messages.SUCCESS)

    def response_change(self, request, obj):
        """Handle the two buttons of the form like the actions of the list."""
        this = BarrierReport.objects.filter(pk=obj.pk)
        if "_settle" in request.POST:
            self.settle(request, this)
        elif "_reopen" in request.POST:
            self.reopen(request, this)
        return HttpResponseRedirect(reverse("admin:pages_barrierreport_changelist"))
