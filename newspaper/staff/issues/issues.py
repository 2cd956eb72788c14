"""Issues in the administration, and numbers that never appeared."""

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.admin.publishing.preview import PreviewAdminMixin
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin
from newspaper.models import Issue, SkippedNumber

from .issue_pages import IssuePagesMixin

STILL_PUBLIC = _(
    "Die Ausgabe %(name)s steht auf der Website. Wenn Sie sie wirklich löschen wollen, machen Sie sie zuerst zum "
    "Entwurf."
)


@admin.register(Issue)
class IssueAdmin(IssuePagesMixin, PublishAdminMixin, PreviewAdminMixin, admin.ModelAdmin):
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

    def state(self, issue):
        """Return the state as residents see it; of an issue whose pages are read, that it waits for them."""
        return _("sobald sie gelesen ist") if issue.publish_when_read else super().state(issue)

    state.short_description, state.admin_order_field = _("Zustand"), "status"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.publish_when_read:
            text = gettext("Die Ausgabe kommt von selbst auf die Website, sobald alle Seiten gelesen sind.")
            self.message_user(request, text)

    @admin.display(description=_("Ausgabe"), ordering="year")
    def name(self, issue):
        return issue.short_name

    def deletion_refusal(self, request, record):
        """Refuse issues that residents can read."""
        if record.status == Issue.Status.DRAFT:
            return None
        reason = STILL_PUBLIC % {"name": record}
        return Refusal(reason, (form_link(self, record, gettext("Zur Ausgabe: dort machen Sie sie zum Entwurf")),))


@admin.register(SkippedNumber)
class SkippedNumberAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["__str__", "reason"]
    fieldsets = [(None, {"fields": [("number", "year"), "reason"]})]
