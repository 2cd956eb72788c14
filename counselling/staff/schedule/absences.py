"""Absences in the administration, with a decision for each booking, and the page "Ich bin krank"."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from counselling import permissions
from counselling.models import Absence, Counsellor
from counselling.scheduling import absences
from kasch_site.common import clock
from kasch_site.common.admin.confirmation.pending_notifications import caused_since, pending_notifications, suppress
from kasch_site.common.admin.confirmation.save import (
    BACK_TO_FORM,
    CONFIRMED,
    ConfirmationNeeded,
    ConfirmBeforeSaveMixin,
    Consequences,
    render_confirmation,
    skips_notifications,
    with_notifications,
)
from kasch_site.common.admin.lists import TimeFilter
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.caching.versions import clear_all
from kasch_site.common.text.time_words import day_in_words, when_in_words

from .absence_forms import AbsenceForm, SickLeaveForm
from .descriptions import slot_lines


class CurrentFilter(TimeFilter):
    """Show current and future absences by default."""

    def past(self):
        return Q(ends_at__lte=clock.now())


@admin.register(Absence)
class AbsenceAdmin(ConfirmBeforeSaveMixin, admin.ModelAdmin):
    """Counsellors see and enter their own absences; desk staff and leads see those of everybody."""

    keeps_drafts = False
    form = AbsenceForm
    change_form_template = "admin/counselling/absence_form.html"
    list_display = ["counsellor", "when", "kind"]
    list_display_links = ["when"]
    list_filter = [CurrentFilter, "kind"]
    list_select_related = ["counsellor"]
    ordering = ["starts_at"]
    radio_fields = {"kind": admin.HORIZONTAL}
    fieldsets = [
        (_("Wer ist nicht da?"), {"fields": ["counsellor", "kind"]}),
        (
            _("Wann?"),
            {
                "fields": [("first_day", "last_day"), ("from_hour", "until_hour")],
                "description": _("Ohne Uhrzeit: den ganzen Tag."),
            },
        ),
    ]

    def get_urls(self):
        return [
            path("krank/", self.admin_site.admin_view(self.sick_leave), name="counselling_absence_ill"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(counsellor__in=counsellors_for(request.user))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "counsellor":
            allowed = counsellors_for(request.user)
            kwargs |= {"queryset": allowed, "initial": allowed.first() if allowed.count() == 1 else None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("wann"), ordering="starts_at")
    def when(self, absence):
        """Return the period in words."""
        is_whole_days = absence.starts_at == clock.day_bounds(localdate(absence.starts_at))[0]
        return when_in_words(absence.starts_at, absence.ends_at, is_whole_days and _ends_with_its_day(absence))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except absences.UndecidedBookings:
            # A slot was booked while staff decided: show the form again, with the new booking.
            text = gettext("Gerade hat noch jemand gebucht. Bitte entscheiden Sie auch über diesen Termin.")
            self.message_user(request, text, messages.ERROR)
            request.POST = request.POST.copy()
            request.POST.pop(CONFIRMED, None)
            request.POST[BACK_TO_FORM] = "1"
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Save the absence with the decisions about its bookings; the only code path that writes an absence."""
        self._warn_of_unreachable(request, absences.save_absence(obj, form.decisions))

    def delete_model(self, request, obj):
        absences.delete_absence(obj)

    def delete_queryset(self, request, queryset):
        for absence in queryset:
            absences.delete_absence(absence)

    def effects_of_deletion(self, request, records):
        return [gettext("Die freien Zeiten kommen zurück. Abgesagte Termine bleiben abgesagt.")]

    def sick_leave(self, request):
        """Record sick leave for a day; asks for confirmation before anybody is notified."""
        if not self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        allowed = counsellors_for(request.user)
        is_submitted = request.method == "POST" and not is_shown_again(request)
        form = SickLeaveForm(request.POST if request.method == "POST" else None, counsellors=allowed)
        if is_submitted and form.is_valid():
            return self._record_sick_leave(request, form.cleaned_data["counsellor"], form.cleaned_data["day"])
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Krank: einen Tag absagen"),
            "opts": self.opts,
            "form": form,
            "has_errors": is_submitted,
        }
        return TemplateResponse(request, "admin/counselling/ill.html", context)

    def _record_sick_leave(self, request, counsellor, day):
        before, names = pending_notifications(), {"name": counsellor, "day": day_in_words(day)}
        try:
            with transaction.atomic():
                unreachable = absences.record_sick_leave(counsellor, day)
                caused = caused_since(before)
                if CONFIRMED not in request.POST:
                    title = gettext("%(name)s ist krank: %(day)s absagen?") % names
                    lines = slot_lines([row.slot for row in unreachable])
                    if not caused and not lines:
                        lines = [
                            gettext("Freie Zeiten fallen weg. Es hat niemand einen Termin, niemand wird angerufen.")
                        ]
                    consequences = Consequences(title, lines, _unreachable_warnings(unreachable))
                    raise ConfirmationNeeded(with_notifications(consequences, caused))
                if skips_notifications(request):
                    suppress(caused)
        except ConfirmationNeeded as needed:
            clear_all()
            return render_confirmation(self, request, needed.consequences, self.confirm_template)
        self.message_user(request, gettext("%(day)s ist abgesagt. Gute Besserung!") % names, messages.SUCCESS)
        self._warn_of_unreachable(request, unreachable)
        return HttpResponseRedirect(reverse("admin:counselling_absence_changelist"))

    def _warn_of_unreachable(self, request, bookings):
        for text in _unreachable_warnings(bookings):
            times = "; ".join(slot_lines([row.slot for row in bookings]))
            self.message_user(request, f"{text} {times}", messages.WARNING)


def counsellors_for(user):
    """Return the counsellors whose absences a user may enter: all for desk and lead, otherwise only themselves."""
    own = permissions.counsellor_of(user)
    if own is not None and not permissions.is_at_desk(user) and not user.has_perm("counselling.change_schedulerule"):
        return Counsellor.objects.filter(pk=own.pk)
    if permissions.is_at_desk(user) or user.has_perm("counselling.change_schedulerule"):
        return Counsellor.objects.filter(is_active=True)
    return Counsellor.objects.none()


def _ends_with_its_day(absence):
    return absence.ends_at == clock.day_bounds(localdate(absence.ends_at))[0]


def _unreachable_warnings(bookings):
    count = len(bookings)
    if not count:
        return []
    return [
        ngettext(
            "Eine Person hat weder E-Mail noch Telefon hinterlassen: Hängen Sie einen Zettel an die Tür.",
            "%(count)d Personen haben weder E-Mail noch Telefon hinterlassen: Hängen Sie einen Zettel an die Tür.",
            count,
        )
        % {"count": count}
    ]
