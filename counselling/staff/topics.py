"""Topics and everyday sentences in the administration."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from counselling.booking import publication
from counselling.models import Situation, Topic
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences
from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin

KEPT = _("Dazu gibt es noch Termine, Menschen auf der Warteliste oder gezählte Beratungen, die bleiben.")
HIDDEN = _("Das Thema ist ein Entwurf: Auf der Website sieht es niemand.")


class SituationInline(admin.StackedInline):
    model = Situation
    extra = 1
    max_num = 40
    fields = ["text", "order"]
    verbose_name_plural = _("Sätze aus dem Alltag, die hierher führen")


@admin.register(Topic)
class TopicAdmin(ConfirmBeforeSaveMixin, PublishAdminMixin, admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "state", "summary", "order"]
    list_editable = ["order"]
    list_filter = ["status"]
    search_fields = ["name", "summary", "situations__text"]
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

    def withdraw_records(self, queryset):
        """Withdraw topics; their appointments are cancelled and their waitlists closed."""
        return publication.withdraw(queryset)

    def effects_of_withdrawal(self, queryset):
        """Return for each topic the number of persons with appointments or on the waitlist."""
        return [line for topic in queryset if (line := people_in_words(topic))]

    def deletion_refusal(self, request, record):
        """Refuse topics with appointments, waiting persons or counted consultations."""
        if not record.is_in_use():
            return None
        if record.status == Topic.Status.DRAFT:
            return Refusal(" ".join(filter(None, [people_in_words(record), KEPT, HIDDEN])), (form_link(self, record),))
        label = gettext("Zum Thema: dort machen Sie es zum Entwurf")
        reason = " ".join([gettext("Machen Sie das Thema zum Entwurf."), people_in_words(record) or KEPT])
        return Refusal(reason, (form_link(self, record, label),))

    def before_save(self, request, obj_pk):
        """Return the number of persons with appointments or on the waitlist before saving."""
        topic = Topic.objects.filter(pk=obj_pk).first()
        return people_in_words(topic) if topic else ""

    def consequences(self, request, obj, form, change, before):
        """Return the persons affected if the topic is about to become invisible."""
        if not before or obj.is_published():
            return None
        return Consequences(str(_("Wieder zum Entwurf machen?")), [], [before])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and not form.instance.is_published():
            publication.cancel_for_hidden_topic(form.instance)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def links_to_record(self, request, obj):
        """Return links to the topic's pages, none for a draft, and to its schedule rules."""
        hours = f"{reverse('admin:counselling_schedulerule_changelist')}?topics__id__exact={obj.pk}"
        page = [(obj.get_absolute_url(), gettext("Auf der Website ansehen"))] if obj.is_published() else []
        return [*page, (hours, gettext("Sprechstunden zu diesem Thema"))]


def people_in_words(topic) -> str:
    """Return how many persons have appointments or wait, and what happens to these; "" if there are none."""
    booked, waiting = publication.people_expected(topic)
    if not booked + waiting:
        return ""
    text = ngettext("„%(topic)s“: ein Termin ist vergeben", "„%(topic)s“: %(count)d Termine sind vergeben", booked) % {
        "topic": topic,
        "count": booked,
    }
    if waiting:
        text += ngettext(", ein Mensch wartet", ", %(count)d Menschen warten", waiting) % {"count": waiting}
    return gettext("%(people)s. Die Termine werden abgesagt, und wer wartet, erfährt, dass es nichts mehr wird.") % {
        "people": text
    }


@admin.register(Situation)
class SituationAdmin(admin.ModelAdmin):
    """All sentences in one list, to review what residents see."""

    keeps_drafts = True
    list_display = ["text", "topic", "order"]
    list_editable = ["topic", "order"]
    list_filter = ["topic"]
    list_select_related = ["topic"]
    search_fields = ["text", "topic__name"]
    fieldsets = [
        (
            _("Der Satz"),
            {
                "fields": ["text", "topic", "order"],
                "description": _("So, wie Menschen am Empfang fragen: „Ich habe Post vom Jobcenter“."),
            },
        )
    ]
