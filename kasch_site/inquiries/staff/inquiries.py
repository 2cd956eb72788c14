"""Inquiries in the administration: reading, answering, responsibilities and statistics."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.confirmation.save import BACK_TO_FORM, ConfirmBeforeSaveMixin, Consequences
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.text.time_words import day_in_words
from kasch_site.inquiries import replies, retention
from kasch_site.inquiries.models import Inquiry, Kind, Responsibility
from kasch_site.inquiries.occupancy import occupancy

from . import reply_templates
from .forms import AnswerForm

TOO_LATE = _("Die Antwort ist schon unterwegs oder angekommen. Sie lässt sich nicht mehr zurücknehmen.")
WITHDRAWN = _("Die Antwort ist zurückgenommen. Niemand hat sie bekommen.")
ANSWERED_BY_OTHERS = _("Jemand anderes hat schon geantwortet. Ihre Antwort ist nicht gespeichert.")
TAKEN = _("Sie kümmern sich jetzt darum. Andere sehen das.")
_ROOM_FIELDS = ["room", "day", "when", "people", "description", "occupancy_text"]
_HELP_FIELDS = ["task_list", "description", "when"]
_PERSON_FIELDS = ["name", "contact", "received_at", "progress"]


@admin.register(Inquiry)
class InquiryAdmin(ConfirmBeforeSaveMixin, admin.ModelAdmin):
    """Read, assign and answer inquiries; the effects of an answer are previewed before saving."""

    keeps_drafts = False
    form = AnswerForm
    list_display = ["__str__", "name", "about", "state", "assigned_to"]
    list_filter = ["state", "kind"]
    list_select_related = ["room", "assigned_to"]
    search_fields = ["name", "email", "phone", "description", "when", "answer", "room__name"]
    actions = None
    readonly_fields = [*_ROOM_FIELDS, "task_list", *_PERSON_FIELDS, "channel_text"]

    def has_add_permission(self, request):
        return False

    def get_urls(self):
        statistics = path("zahlen/", self.admin_site.admin_view(self.statistics_view), name="inquiries_statistics")
        return [statistics, *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return []
        question_fields = _ROOM_FIELDS if obj.kind == Kind.ROOM else _HELP_FIELDS
        answer_fields = ["answer", "channel_text" if obj.is_answered else "notify"]
        return [
            (_("Die Anfrage"), {"fields": [*question_fields, *_PERSON_FIELDS]}),
            (_("Unsere Antwort"), {"fields": answer_fields}),
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "answer"] if obj is not None and obj.is_answered else fields

    # Display of list and form

    @admin.display(description=_("Worum geht es?"))
    def about(self, inquiry):
        """Return the tasks, or room and day."""
        if inquiry.kind == Kind.HELP:
            return ", ".join(inquiry.task_labels)
        day = day_in_words(inquiry.day) if inquiry.day else inquiry.when
        return f"{inquiry.room or _('Raum noch offen')}, {day}"

    @admin.display(description=_("An dem Tag"))
    def occupancy_text(self, inquiry):
        """Return the occupancy of the room on the requested day."""
        return occupancy(inquiry.room, inquiry.day) or _("Der Tag steht noch nicht fest.")

    @admin.display(description=_("Möchte gern"))
    def task_list(self, inquiry):
        """Return the tasks, separated by commas."""
        return ", ".join(inquiry.task_labels)

    @admin.display(description=_("Erreichbar unter"))
    def contact(self, inquiry):
        """Return the mail address or phone number."""
        return inquiry.contact

    @admin.display(description=_("Stand"))
    def progress(self, inquiry):
        """Return the state and the user who took the inquiry."""
        if inquiry.state == Inquiry.State.NEW or inquiry.assigned_to is None:
            return inquiry.get_state_display()
        name = inquiry.assigned_to.get_full_name() or inquiry.assigned_to.get_username()
        return _("%(state)s, von %(who)s") % {"state": inquiry.get_state_display(), "who": name}

    @admin.display(description=_("Wer hat davon erfahren?"))
    def channel_text(self, inquiry):
        """Return how the person was notified."""
        if not inquiry.is_notified:
            return _("niemand: ohne Nachricht")
        return (
            _("E-Mail an %(contact)s") % {"contact": inquiry.contact}
            if inquiry.email
            else _("steht auf der Anrufliste")
        )

    # Actions

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        inquiry = self.get_object(request, unquote(object_id)) if object_id else None
        if inquiry is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST":
            response = self._handle_button(request, inquiry)
            if response is not None:
                return response
        is_answerable = not inquiry.is_answered and self.has_change_permission(request, inquiry)
        extra_context = {
            **(extra_context or {}),
            "sentences": [] if inquiry.is_answered else reply_templates.buttons(inquiry.kind),
            "can_take": not inquiry.is_answered and inquiry.assigned_to_id != request.user.pk,
            "can_withdraw": replies.can_withdraw(inquiry),
            "title": gettext("Anfrage beantworten") if is_answerable else gettext("Anfrage lesen"),
        }
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _handle_button(self, request, inquiry):
        """Perform the action of an extra button; return None if the form is to be shown or saved as usual."""
        if not self.has_change_permission(request, inquiry):
            raise PermissionDenied
        if is_shown_again(request):
            return None
        if "_withdraw" in request.POST:
            return self._withdraw(request, inquiry)
        if "_take" in request.POST:
            return self._take(request, inquiry)
        if "_sentence" in request.POST:
            self._show_again(request, reply_templates.insert(inquiry.kind, request.POST["_sentence"], _typed(request)))
        return None

    def _take(self, request, inquiry):
        if replies.take(inquiry, request.user):
            self.log_change(request, inquiry, gettext("übernommen"))
            self.message_user(request, TAKEN, messages.SUCCESS)
        else:
            self.message_user(request, ANSWERED_BY_OTHERS, messages.ERROR)
        if _typed(request):  # keeps what was entered
            return self._show_again(request, _typed(request))
        return HttpResponseRedirect(inquiry.desk_url)

    def _withdraw(self, request, inquiry):
        if replies.withdraw(inquiry):
            self.log_change(request, inquiry, gettext("Antwort zurückgenommen"))
            self.message_user(request, WITHDRAWN, messages.SUCCESS)
        else:
            self.message_user(request, TOO_LATE, messages.ERROR)
        return HttpResponseRedirect(inquiry.desk_url)

    def _show_again(self, request, answer):
        """Show the submitted form again with this answer, without saving."""
        request.POST = request.POST.copy()
        request.POST["answer"] = answer
        request.POST[BACK_TO_FORM] = "1"

    def save_model(self, request, obj, form, change):
        if not replies.answer(obj, obj.answer, is_notified=form.is_notified, by=request.user):
            self.message_user(request, ANSWERED_BY_OTHERS, messages.ERROR)

    def consequences(self, request, obj, form, change, before):
        lines = [self._recipient_sentence(obj, form.is_notified), _("Die Antwort: „%(words)s“") % {"words": obj.answer}]
        days = retention.ANSWERED_RETENTION.days
        lines.append(_("In %(days)d Tagen werden Name, Kontakt und Text gelöscht.") % {"days": days})
        return Consequences(gettext("Antwort an %(name)s") % {"name": obj.name}, [str(line) for line in lines])

    def _recipient_sentence(self, inquiry, is_notified):
        facts = {"name": inquiry.name, "contact": inquiry.contact, "minutes": replies.UNDO_PERIOD.seconds // 60}
        if not is_notified:
            return _("Niemand bekommt eine Nachricht.") % facts
        if inquiry.email:
            return (
                _(
                    "%(name)s bekommt eine E-Mail an %(contact)s. Sie geht in %(minutes)d Minuten ab; "
                    "so lange können Sie die Antwort zurücknehmen."
                )
                % facts
            )
        return _("%(name)s steht auf der Anrufliste: %(contact)s.") % facts

    def response_change(self, request, obj):
        done = _("Die Anfrage ist beantwortet. Unten können Sie die Antwort zurücknehmen, bis sie unterwegs ist.")
        self.message_user(request, done, messages.SUCCESS)
        if obj.kind == Kind.ROOM:
            reserve = _("Haben Sie den Raum zugesagt? Tragen Sie den Termin jetzt ein, sonst gilt der Raum als frei.")
            self.message_user(request, reserve, messages.INFO)
        return HttpResponseRedirect(obj.desk_url)

    def effects_of_deletion(self, request, records):
        return [
            gettext("%(name)s bekommt keine Antwort.") % {"name": record.name}
            for record in records
            if not record.is_answered
        ]

    def delete_model(self, request, obj):
        retention.discard(Inquiry.objects.filter(pk=obj.pk))

    def statistics_view(self, request):
        """Show the number of inquiries in each month, without names."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = [
            {"month": month, "counts": [counts.get(kind, 0) for kind in Kind.values], "all": sum(counts.values())}
            for month, counts in retention.per_month().items()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Anfragen in Zahlen"),
            "kinds": Kind.labels,
            "rows": rows,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/inquiries/statistics.html", context)


@admin.register(Responsibility)
class ResponsibilityAdmin(admin.ModelAdmin):
    """Contact people and the kinds of inquiries they are responsible for."""

    keeps_drafts = False
    list_display = ["kind", "person", "working_days"]
    list_select_related = ["person"]
    fieldsets = [
        (
            _("Wer bekommt welche Anfragen?"),
            {
                "fields": ["kind", "person"],
                "description": _(
                    "Die Person bekommt eine E-Mail, sobald etwas da ist, wenn bei ihr eine Adresse steht. "
                    "Unter „Was zu tun ist“ sehen es alle."
                ),
            },
        ),
        (_("Was versprechen wir?"), {"fields": ["working_days"]}),
    ]

    def effects_of_deletion(self, request, records):
        return [
            gettext("Neue Anfragen dieser Art meldet dann keine E-Mail mehr. Sie stehen nur unter „Was zu tun ist“.")
        ]


def _typed(request):
    return request.POST.get("answer", "").strip()
