"""Issues in the administration, their pages, and numbers that never appeared."""

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.deletion.refusals import Refusal, back_to
from kasch_site.common.admin.publishing.preview import PreviewAdminMixin
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin
from newspaper.models import Issue, Page, SkippedNumber

STILL_PUBLIC = _(
    "Die Ausgabe %(name)s steht auf der Website. Wenn Sie sie wirklich löschen wollen, machen Sie sie zuerst zum "
    "Entwurf."
)


@admin.register(Issue)
class IssueAdmin(PublishAdminMixin, PreviewAdminMixin, admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "state", "published_on", "theme", "page_count", "intake"]
    list_filter = ["status", "intake", "year"]
    list_per_page = 50
    search_fields = ["number", "year", "theme"]
    fieldsets = [
        (_("Die Ausgabe"), {"fields": [("number", "year"), "published_on", "theme"]}),
        (_("Wer sieht sie?"), {"fields": ["status", "publish_at"]}),
        (_("Rechte"), {"fields": ["rights"]}),
    ]

    @admin.display(description=_("Ausgabe"), ordering="year")
    def name(self, issue):
        return issue.short_name

    def why_not_deleted(self, request, record):
        """Refuse issues that residents can read."""
        if record.status == Issue.Status.DRAFT:
            return None
        reason = STILL_PUBLIC % {"name": record}
        return Refusal(reason, (back_to(self, record, gettext("Zur Ausgabe: dort machen Sie sie zum Entwurf")),))


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    """Pages are made from the file of their issue; staff correct their text."""

    keeps_drafts = True
    list_display = ["__str__", "state", "text_source", "hidden_at"]
    list_filter = ["state", "text_source"]
    list_select_related = ["issue"]
    search_fields = ["text"]
    readonly_fields = ["issue", "number", "text_source"]
    fieldsets = [(None, {"fields": ["issue", "number", "text_source", "text"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("words")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(SkippedNumber)
class SkippedNumberAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["__str__", "reason"]
    fieldsets = [(None, {"fields": [("number", "year"), "reason"]})]
