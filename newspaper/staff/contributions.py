"""Contributions in the administration: read them, download photos, decide about them."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.export.download import download
from kasch_site.common.text.time_words import day_in_words
from kasch_site.visitors.staff import RequestAdmin, require
from newspaper.contributions import decisions, word_counts
from newspaper.contributions.decisions import Decision
from newspaper.contributions.refusals import ContributionRefused
from newspaper.models import Contribution, ContributionFile, Paper

_STATE = Contribution.State


class DecisionForm(forms.ModelForm):
    """The decision of staff about a contribution."""

    decision = forms.ChoiceField(label=_("Was wird daraus?"), widget=forms.RadioSelect)
    without_notification = forms.BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)

    class Meta:
        model = Contribution
        fields = ["issue_number", "issue_year", "reason"]
        labels = {"reason": _("Bei einer Absage: warum nicht?")}
        help_texts = {
            "issue_number": _("In welcher Ausgabe? Zum Beispiel 2 und 2027."),
            "reason": _("Das liest, wer es geschickt hat."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" not in self.fields:  # without the right to change it, or withdrawn
            return
        states = [state for state in _STATE if state != _STATE.WITHDRAWN]
        shown = Contribution(kind=self.instance.kind)
        self.fields["decision"].choices = [(state, self._label(shown, state)) for state in states]
        self.fields["decision"].initial = self.instance.state

    def _label(self, shown, state):
        shown.state = state
        return shown.get_state_display()

    def clean(self):
        cleaned = super().clean()
        if "decision" in cleaned:
            try:
                decisions.refuse(self.instance, self.decided())
            except ContributionRefused as refused:
                self.add_error(refused.field or None, str(refused))
        return cleaned

    def decided(self) -> Decision:
        """Return the decision."""
        cleaned = self.cleaned_data
        issue = cleaned.get("issue_number"), cleaned.get("issue_year")
        return Decision(cleaned["decision"], *issue, reason=cleaned.get("reason", ""))


@admin.register(Contribution)
class ContributionAdmin(RequestAdmin):
    templates = "admin/newspaper"
    form = DecisionForm
    list_display = ("kind", "about", "name", "contact", "state_in_words", "issue_name", "created_at", "spelled_code")
    list_filter = ("state", "kind", "issue_year", "issue_number")
    list_per_page = 50
    actions = ("mark_printed",)
    _SENT = ("kind", "title", "sent_text", "photos", "name", "contact", "guardian", "created_at", "spelled_code")
    _DECISION = ("decision", ("issue_number", "issue_year"), "reason", "without_notification")
    readonly_fields = (*_SENT, "consent_list", "state_in_words", "issue_name")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        is_withdrawn = obj is not None and obj.state == _STATE.WITHDRAWN
        return super().has_change_permission(request, obj) and not is_withdrawn

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return []
        decision = self._DECISION
        if not self.has_change_permission(request, obj):
            decision = ("state_in_words",)
        elif obj.is_old_issue:
            decision = ("decision", "reason", "without_notification")
        consents = [] if obj.is_old_issue else [(_("Was wir damit tun dürfen"), {"fields": ("consent_list",)})]
        return [
            (_("Was geschickt wurde"), {"fields": self._SENT}),
            *consents,
            (_("Was wird daraus?"), {"fields": decision}),
        ]

    def get_urls(self):
        photo = self.admin_site.admin_view(self.photo)
        name = "newspaper_contribution_photo"
        return [path("<int:pk>/foto/<int:position>/", photo, name=name), *super().get_urls()]

    # Display

    @admin.display(description=_("Worum geht es?"))
    def about(self, contribution):
        return contribution.title or "–"

    @admin.display(description=_("Stand"), ordering="state")
    def state_in_words(self, contribution):
        return contribution.get_state_display()

    @admin.display(description=_("Ausgabe"), ordering=("issue_year", "issue_number"))
    def issue_name(self, contribution):
        return contribution.issue_name

    @admin.display(description=_("Text"))
    def sent_text(self, contribution):
        """Return the text with its words, counted as the writer saw them."""
        number, limit = (
            word_counts.count_words(contribution.text),
            word_counts.max_words(contribution.kind, Paper.current()),
        )
        facts = {"number": number, "limit": limit}
        count = gettext("%(number)d von %(limit)d Wörtern") % facts if limit else ""
        return format_html('<div class="sent-text" dir="auto">{}</div><p>{}</p>', contribution.text, count)

    @admin.display(description=_("Fotos"), empty_value="–")
    def photos(self, contribution):
        """Return links to download the photos."""
        links = map(self._link, contribution.files.all())
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', links) or "–"

    def _link(self, file):
        url = reverse("admin:newspaper_contribution_photo", args=[file.contribution_id, file.position])
        facts = {"position": file.position, "width": file.width, "height": file.height, "kb": file.size // 1024}
        return url, gettext("Foto %(position)d herunterladen (%(width)d × %(height)d, %(kb)d KB)") % facts

    @admin.display(description=_("Einwilligungen"), empty_value="–")
    def consent_list(self, contribution):
        """Return the consents in the words that were shown, with those that were withdrawn."""
        rows = [(consent.words, self._since(consent)) for consent in contribution.consents.all()]
        items = format_html_join("", "<li>{} <b>{}</b></li>", rows)
        return format_html('<ul class="consent-list">{}</ul>', items)

    def _since(self, consent):
        if consent.is_valid:
            return ""
        return gettext("Zurückgenommen am %(day)s.") % {"day": day_in_words(consent.withdrawn_at.date())}

    # Actions

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        contribution = self.get_object(request, unquote(object_id)) if object_id else None
        if contribution is not None and "_settle" in request.POST and not is_shown_again(request):
            return self._settle(request, contribution)
        has_more = contribution is not None and Contribution.objects.to_settle().filter(pk=contribution.pk).exists()
        context = {**(extra_context or {}), "is_to_settle": has_more}
        return super().changeform_view(request, object_id, form_url, context)

    def _settle(self, request, contribution):
        require(self.has_change_permission(request, contribution))
        decisions.settle_withdrawn(contribution)
        self.log_change(request, contribution, gettext("aus dem Internet genommen"))
        self.message_user(request, _("Notiert: Es steht nicht mehr im Internet."), messages.SUCCESS)
        return HttpResponseRedirect(self.list_url())

    def save_model(self, request, obj, form, change):
        is_notified = not form.cleaned_data["without_notification"]
        decisions.decide(obj, form.decided(), is_notified=is_notified)
        obj.refresh_from_db(fields=["state", "closed_at"])

    @admin.action(description=_("Ist gedruckt"), permissions=["change"])
    def mark_printed(self, request, queryset):
        """Record that the selected accepted contributions are printed, and notify the persons."""
        count = 0
        for row in queryset.accepted():
            decisions.decide(row, Decision(_STATE.DONE, row.issue_number, row.issue_year))
            count += 1
        text = ngettext("%(count)d Beitrag ist gedruckt.", "%(count)d Beiträge sind gedruckt.", count)
        self.message_user(request, text % {"count": count})

    def photo(self, request, pk, position):
        """Return a photo to download."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = ContributionFile.objects.filter(contribution=pk, position=position).select_related("contribution")
        found = file.first()
        if found is None:
            raise Http404
        with found.file.open("rb") as content:
            return download(content.read(), found.content_type, found.file_name)
