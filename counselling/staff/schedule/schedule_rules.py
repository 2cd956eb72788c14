"""Counsellors and schedule rules in the administration, with a preview of added and removed slots before saving."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.models import Booking, Counsellor, ScheduleRule
from counselling.scheduling import slot_generation
from counselling.scheduling.descriptions import sentence
from counselling.scheduling.schedule_rules import days_of, times_on
from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences

from .deletion import DeletesSlotsMixin, refuse_counsellor
from .descriptions import counts_in_words, slot_lines, unmatched_in_words

# Days to check two rules of a counsellor for overlaps: eight weeks times seven, plus half as much again.
OVERLAP_CHECK_DAYS = 600


class GeneratesSlotsMixin(ConfirmBeforeSaveMixin):
    """Generate slots in the transaction that saves their source, with a preview before saving."""

    def affected_counsellors(self, obj) -> set[int]:
        """Return the primary keys of counsellors whose slots may change when the record is saved."""
        raise NotImplementedError

    def before_save(self, request, obj_pk):
        return {slot.pk for slot in slot_generation.unmatched_slots()}

    def save_model(self, request, obj, form, change):
        request.affected_counsellors = self.affected_counsellors(obj)
        slot_generation.lock(request.affected_counsellors)
        super().save_model(request, obj, form, change)
        request.affected_counsellors |= self.affected_counsellors(obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.slot_changes = [slot_generation.generate_slots_of(key) for key in sorted(request.affected_counsellors)]

    def consequences(self, request, obj, form, change, before):
        newly_unmatched = [slot for slot in slot_generation.unmatched_slots() if slot.pk not in before]
        counts = (
            sum(change.added_count for change in request.slot_changes),
            sum(change.removed_count for change in request.slot_changes),
        )
        if not newly_unmatched and not any(counts):
            return None
        lines = [*counts_in_words(*counts), *slot_lines(newly_unmatched)]
        return Consequences(
            gettext("„%(name)s“ speichern?") % {"name": self.name_of(obj)},
            lines,
            [*unmatched_in_words(newly_unmatched)],
        )

    def name_of(self, obj) -> str:
        """Return the name of the record for the confirmation page."""
        return str(obj)


@admin.register(Counsellor)
class CounsellorAdmin(GeneratesSlotsMixin, admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["name", "speaks", "is_active", "user"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = [
        (_("Wer ist das?"), {"fields": ["name", "languages"]}),
        (
            _("Arbeitet mit der Website"),
            {
                "fields": ["is_active", "user"],
                "description": _("Wer zurzeit nicht berät, hat keine freien Zeiten. Vergebene Termine bleiben."),
            },
        ),
    ]

    def affected_counsellors(self, obj):
        return {obj.pk} if obj.pk else set()

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("languages")

    def deletion_refusal(self, request, record):
        """Refuse counsellors with schedule rules or slots."""
        return refuse_counsellor(self, record)

    @admin.display(description=_("berät auf"))
    def speaks(self, counsellor):
        """Return the names of the languages, separated by commas."""
        return ", ".join(language.name for language in counsellor.languages.all())


class ScheduleRuleForm(forms.ModelForm):
    class Meta:
        model = ScheduleRule
        fields = ["counsellor", "weekday", "every_weeks", "starts", "ends", "minutes", "valid_from", "valid_until"]

    def clean(self):
        cleaned = super().clean()
        # The model's limits are validated later: with values outside of them, days cannot be computed.
        if (
            not self.errors
            and cleaned["ends"] > cleaned["starts"]
            and cleaned["every_weeks"] >= 1
            and cleaned["minutes"] >= 5
        ):
            rule = ScheduleRule(**{name: value for name, value in cleaned.items() if name not in ("topics", "room")})
            self._refuse_empty(rule)
            self._refuse_overlap(rule)
        return cleaned

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))
        return day

    def _refuse_empty(self, rule):
        days = days_of(
            rule, rule.valid_from, rule.valid_from + (slot_generation.horizon(clock.today()) - clock.today())
        )
        if rule.kind == ScheduleRule.Kind.APPOINTMENT and days and not times_on(rule, days[0]):
            raise ValidationError({"minutes": _("In diese Zeit passt kein einziger Termin.")})

    def _refuse_overlap(self, rule):
        """Reject a rule that overlaps another one of the counsellor; rules with intervals of several weeks may never
        meet.
        """
        others = ScheduleRule.objects.filter(
            counsellor=rule.counsellor, weekday=rule.weekday, starts__lt=rule.ends, ends__gt=rule.starts
        ).exclude(pk=self.instance.pk)
        for other in others.prefetch_related("topics").select_related("room"):
            first = max(rule.valid_from, other.valid_from, clock.today())
            last = first.fromordinal(first.toordinal() + OVERLAP_CHECK_DAYS)
            if set(days_of(rule, first, last)) & set(days_of(other, first, last)):
                names = {"name": rule.counsellor, "other": sentence(other)}
                raise ValidationError(_("%(name)s hat um diese Zeit schon eine Sprechstunde: %(other)s") % names)


class CurrentFilter(admin.SimpleListFilter):
    """Show current and future rules by default."""

    title = _("Zeit")
    parameter_name = "zeit"
    shows_all = "alle"

    def lookups(self, request, model_admin):
        return [("vorbei", _("gilt nicht mehr")), ("alle", _("alle"))]

    def choices(self, changelist):
        default, *others = super().choices(changelist)
        return [{**default, "display": _("gilt jetzt oder später")}, *others]

    def queryset(self, request, queryset):
        has_ended = models.Q(valid_until__lt=clock.today())
        return {"alle": queryset, "vorbei": queryset.filter(has_ended)}.get(self.value(), queryset.exclude(has_ended))


@admin.register(ScheduleRule)
class ScheduleRuleAdmin(GeneratesSlotsMixin, DeletesSlotsMixin, admin.ModelAdmin):
    """A schedule rule, phrased as a sentence in list and form."""

    keeps_drafts = False
    form = ScheduleRuleForm
    list_display = ["in_words", "counsellor", "kind"]
    list_filter = [CurrentFilter, "kind", "counsellor", "topics"]
    list_select_related = ["counsellor", "room"]
    ordering = ["weekday", "starts", "counsellor__name"]
    radio_fields = {"kind": admin.HORIZONTAL}
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = [
        (_("Wer berät, und wozu?"), {"fields": ["counsellor", "topics", "kind"]}),
        (_("Wann und wo?"), {"fields": [("weekday", "starts", "ends"), "room"]}),
        (
            _("Die einzelnen Termine"),
            {
                "fields": [("minutes", "urgent")],
                "description": _("Nur bei Sprechstunden mit Termin."),
            },
        ),
        (
            _("Von wann bis wann gilt das?"),
            {
                "fields": [("valid_from", "valid_until"), "every_weeks"],
                "description": _(
                    "Feiertage, Schließtage und Abwesenheiten nimmt die Website von selbst heraus. Freie Zeiten "
                    "entstehen für zwölf Wochen im Voraus."
                ),
            },
        ),
    ]

    def affected_counsellors(self, obj):
        """Include the previous counsellor of the rule."""
        saved = set(ScheduleRule.objects.filter(pk=obj.pk).values_list("counsellor", flat=True)) if obj.pk else set()
        return saved | {obj.counsellor_id}

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("topics")

    def get_changeform_initial_data(self, request):
        return {"valid_from": clock.today(), **super().get_changeform_initial_data(request)}

    def get_urls(self):
        view = self.admin_site.admin_view(self.unmatched)
        return [path("passt-nicht/", view, name="counselling_schedulerule_unmatched"), *super().get_urls()]

    def name_of(self, obj):
        return sentence(obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["subtitle"] = sentence(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=_("Sprechstunde"))
    def in_words(self, rule):
        """Return the rule as a sentence."""
        return sentence(rule)

    def unmatched(self, request):
        """Show booked slots that match no rule; users who may open the records get links."""
        if not permissions.may_open_desk(request.user) and not self.has_view_permission(request):
            raise PermissionDenied
        slots = slot_generation.unmatched_slots()
        bookings = permissions.readable_bookings(request.user).filter(slot__in=slots, state__in=Booking.ACTIVE)
        records = dict(bookings.values_list("slot", "pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Termine, die zu keiner Sprechstunde mehr passen"),
            "opts": self.opts,
            "rows": [(slot, records.get(slot.pk)) for slot in slots],
        }
        return TemplateResponse(request, "admin/counselling/unmatched.html", context)
