"""Topics and everyday sentences in the administration."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counselling.models import Situation, Topic
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin


class SituationInline(admin.StackedInline):
    model = Situation
    extra = 1
    max_num = 40
    fields = ["words", "order"]
    verbose_name_plural = _("Sätze aus dem Alltag, die hierher führen")


@admin.register(Topic)
class TopicAdmin(PublishAdminMixin, admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "state", "summary", "order"]
    list_editable = ["order"]
    list_filter = ["status"]
    search_fields = ["name", "summary", "situations__words"]
    radio_fields = {"status": admin.HORIZONTAL}
    inlines = [SituationInline]
    fieldsets = [
        (_("Worum geht es?"), {"fields": ["name", "status", "summary", "description"]}),
        (_("Was soll man mitbringen?"), {"fields": ["bring_along"]}),
        (
            _("Wie wird gebucht?"),
            {
                "fields": ["booking_closes_hours_before", "urgent_days", "confirms_email"],
                "description": _("Wann jemand berät, steht bei den Sprechstunden."),
            },
        ),
        (
            _("Reihenfolge, erst später zeigen, Adresse"),
            {"fields": ["order", "publish_at", "slug"], "classes": ["collapse"]},
        ),
    ]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def places_of(self, request, obj):
        """Return links to the topic's pages, none for a draft, and to its schedule rules."""
        hours = f"{reverse('admin:counselling_schedulerule_changelist')}?topics__id__exact={obj.pk}"
        page = [(obj.get_absolute_url(), gettext("Auf der Website ansehen"))] if obj.is_published() else []
        return [*page, (hours, gettext("Sprechstunden zu diesem Thema"))]


@admin.register(Situation)
class SituationAdmin(admin.ModelAdmin):
    """All sentences in one list, for an overview of what residents find."""

    keeps_drafts = True
    list_display = ["words", "topic", "order"]
    list_editable = ["topic", "order"]
    list_filter = ["topic"]
    list_select_related = ["topic"]
    search_fields = ["words", "topic__name"]
    fieldsets = [
        (
            _("Der Satz"),
            {
                "fields": ["words", "topic", "order"],
                "description": _("So, wie Menschen am Empfang fragen: „Ich habe Post vom Jobcenter“."),
            },
        )
    ]
