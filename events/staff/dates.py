"""Admin of single dates: cancel, move, relocate, retitle, back to the series."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Occurrence
from events.recurrence.descriptions import series_in_words, short_day_of, time_in_words
from events.registration.capacity.capacity import takes_registrations
from events.scheduling import changes
from events.scheduling.generation import add_date, lock
from events.scheduling.going_back import DateOperations
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences, confirm_notifications
from kasch_site.common.admin.optimistic_locking.actions import MAX_LISTED, page_of_action
from kasch_site.common.admin.publishing.draft_preview import ON_SCREEN, PARAMETER

from . import preview
from .conflicts import ConflictMixin
from .deletion import refuse_date
from .filters import DifferentFilter, MonthFilter, PlaceFilter, RoomFilter, SpecialDayFilter, TimeFilter
from .registration.settings import DateFormWithPlaces

REASON_MISSING = _(
    "Bitte einen Grund nennen, zum Beispiel: Kursleitung ist krank. Er steht auf der Website und im Plan. "
    "Es ist noch nichts abgesagt."
)
MAX_REASON_LENGTH = Occurrence._meta.get_field("reason").max_length
REASON_TOO_LONG = format_lazy(
    _("Bitte schreiben Sie den Grund kürzer, mit höchstens {number} Zeichen. Es ist noch nichts abgesagt."),
    number=MAX_REASON_LENGTH,
)
# Dates listed by name after an action; the others are counted.
MAX_NAMED = 8


class DateActionForm(ActionForm):
    """Action form with the reason, asked for once for all selected dates."""

    # No `max_length`: Django reports any error of an action form as "no action selected".
    reason = forms.CharField(
        label=_("Grund, wenn Termine entfallen:"),
        required=False,
        widget=forms.TextInput({"maxlength": MAX_REASON_LENGTH}),
    )


def date_name(date) -> str:
    """Return a date as its title and its day."""
    return _("%(title)s am %(day)s") % {"title": date.shown_title, "day": short_day_of(date)}


@admin.register(Occurrence)
class OccurrenceAdmin(ConflictMixin, ConfirmBeforeSaveMixin, admin.ModelAdmin):
    """Admin of dates. Every change uses `scheduling.changes`, so that generation does not overwrite it."""

    keeps_drafts = True
    history_operations = DateOperations
    form = DateFormWithPlaces
    action_form = DateActionForm
    actions = ["cancel_dates", "restore_dates", "return_to_series"]
    list_display = ["when", "shown_title", "state", "where", "series_words", "differs"]
    list_display_links = ["when", "shown_title"]
    list_filter = [MonthFilter, TimeFilter, "status", DifferentFilter, PlaceFilter, SpecialDayFilter, RoomFilter]
    list_select_related = ["event__room", "series", "room"]
    list_per_page = 60
    search_fields = ["title", "event__title", "reason", "place"]
    search_help_text = _("Sucht im Titel, im Grund und im Ort.")
    ordering = ["starts_at"]
    autocomplete_fields = ["event", "room"]
    readonly_fields = ["event_title", "series_words", "differs"]

    def get_fieldsets(self, request, obj=None):
        first_fields = (
            ["event"] if obj is None else ["event_title", "series_words", *(["differs"] if obj.series_id else [])]
        )
        places = ["places"] if obj and takes_registrations(obj) else []
        return [
            (_("Welcher Termin?"), {"fields": first_fields}),
            (_("Findet er statt?"), {"fields": ["status", "reason"]}),
            (_("Wann?"), {"fields": [("day", "start", "end"), ("is_all_day", "last_day")]}),
            (_("Nur an diesem Tag anders"), {"fields": ["title", "room", "place", *places, "is_special"]}),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; the event can be chosen only for a new date."""
        own = DateFormWithPlaces.Meta.fields
        names = own if obj else ["event", *own]
        kwargs["fields"] = [*names, "day", "start", "end", "last_day"]
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=_("wann"), ordering="starts_at")
    def when(self, date):
        """Return day and time."""
        return f"{short_day_of(date)}, {time_in_words(date.starts_at, date.ends_at, date.is_all_day)}"

    @admin.display(description=_("Titel"), ordering="event__title")
    def shown_title(self, date):
        """Return the title of the date."""
        return date.shown_title

    @admin.display(description=_("Veranstaltung"))
    def event_title(self, date):
        """Return the title of the event."""
        return date.event.title

    @admin.display(description=_("findet statt?"), ordering="status")
    def state(self, date):
        """Return the status, with the reason of a cancellation."""
        if date.is_cancelled and date.reason:
            return _("entfällt: %(reason)s") % {"reason": date.reason}
        return date.get_status_display()

    @admin.display(description=_("Raum oder Ort"))
    def where(self, date):
        """Return the place."""
        return date.place or date.room or date.event.place or date.event.room or _("fehlt noch")

    @admin.display(description=_("Serie"))
    def series_words(self, date):
        """Return the description of the series."""
        return series_in_words(date.series) if date.series else _("einzelner Termin")

    @admin.display(description=_("von Hand geändert"), ordering="is_different")
    def differs(self, date):
        """Return whether the date differs from its series, as text."""
        return _("weicht ab") if date.is_different and date.series_id else "–"

    @admin.action(permissions=["change"], description=_("Entfällt (mit dem Grund nebenan)"))
    @confirm_notifications
    def cancel_dates(self, request, queryset):
        """Cancel the selected dates."""
        reason = request.POST.get("reason", "").strip()
        if not reason or len(reason) > MAX_REASON_LENGTH:
            return self._ask_for_reason(request, queryset, REASON_TOO_LONG if reason else REASON_MISSING)
        cancelled = [
            name for name, _row in self._apply_to_each(request, queryset, lambda date: changes.cancel(date, reason))
        ]
        self._report(request, cancelled, ngettext("Ein Termin entfällt", "%(count)d Termine entfallen", len(cancelled)))
        return None

    def _ask_for_reason(self, request, dates, error):
        """Ask for the reason on a page of its own, which keeps the selected dates and what was typed."""
        names = [date_name(date) for date in dates.select_related("event")]
        context = {
            "title": _("Warum fallen diese Termine aus?"),
            "names": names[:MAX_LISTED],
            "more": max(0, len(names) - MAX_LISTED),
            "error": error,
            "reason": request.POST.get("reason", ""),
            "max_length": MAX_REASON_LENGTH,
            **page_of_action(self, request, {"reason": None}),
        }
        return TemplateResponse(request, "admin/events/occurrence/reason.html", context)

    @admin.action(permissions=["change"], description=_("Findet doch statt (nur die Absage zurücknehmen)"))
    @confirm_notifications
    def restore_dates(self, request, queryset):
        """Restore the selected dates."""
        restored = [name for name, _row in self._apply_to_each(request, queryset, changes.restore)]
        self._report(
            request, restored, ngettext("Ein Termin findet statt", "%(count)d Termine finden statt", len(restored))
        )

    @admin.action(permissions=["change"], description=_("Zurück zur Serie (alles von Hand Geänderte verwerfen)"))
    @confirm_notifications
    def return_to_series(self, request, queryset):
        """Return the selected dates to their series."""
        changed = self._apply_to_each(request, queryset, changes.back_to_series)
        restored, removed = [name for name, row in changed if row], [name for name, row in changed if row is None]
        text = ngettext(
            "Ein Termin folgt wieder seiner Serie", "%(count)d Termine folgen wieder ihrer Serie", len(restored)
        )
        self._report(request, restored, text)
        text = ngettext(
            "Ein Termin ist verschwunden, denn seine Serie hat an dem Tag keinen",
            "%(count)d Termine sind verschwunden, denn ihre Serien haben an den Tagen keine",
            len(removed),
        )
        self._report(request, removed, text)

    def _apply_to_each(self, request, queryset, action) -> list[tuple[str, Occurrence | None]]:
        """Apply a function to each date; return the successful ones as text, each with the return value."""
        changed = []
        # Use a fixed order to avoid deadlocks between concurrent bulk actions.
        for event_id in sorted(set(queryset.order_by().values_list("event_id", flat=True))):
            lock(event_id)
        for date in queryset.select_related("event"):
            try:
                changed.append((date_name(date), action(date)))
            except changes.ChangeRefused as refused:
                self.message_user(request, f"{date}: {' '.join(refused.messages)}", messages.ERROR)
        return changed

    def _report(self, request, names, text):
        if not names:
            return
        omitted = len(names) - MAX_NAMED
        listed = "; ".join(names[:MAX_NAMED])
        if omitted > 0:
            listed += " " + ngettext("und ein weiterer", "und %(count)d weitere", omitted) % {"count": omitted}
        self.message_user(request, f"{text % {'count': len(names)}}: {listed}", messages.SUCCESS)

    def lock_parents(self, keys):
        """Lock the events of these dates, as all operations on dates do first."""
        for event_id in sorted(set(Occurrence.objects.filter(pk__in=keys).values_list("event_id", flat=True))):
            lock(event_id)

    def consequences(self, request, obj, form, change, before):
        """Return the effects of saving, as a confirmation for staff."""
        if not form.has_changed():
            return None
        row = Occurrence.objects.select_related("event").get(pk=obj.pk)
        clashes = preview.room_conflicts([row])
        return Consequences(str(_("Der Raum ist doppelt belegt")), [], clashes) if clashes else None

    def save_model(self, request, obj, form, change):
        if not change:
            row = add_date(form.cleaned_data["event"], **form.date_values())
        elif form.has_changed():
            row = obj if form.is_about_places_alone else changes.change(obj, **form.date_values())
            form.save_places(row)
        else:
            return
        # The functions change the row in the database; later messages must show its new day.
        obj.__dict__.update(row.__dict__)

    def get_actions(self, request):
        """Remove Django's delete action: a deleted date of a series would be generated again."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.series_id is None)

    def deletion_refusal(self, request, record):
        """Refuse a date with registrations or with a series."""
        return refuse_date(record)

    def get_view_on_site_url(self, obj=None):
        """Return the URL of the page of the date, for a draft that of its preview."""
        if obj is None or not obj.pk:
            return None
        address = obj.get_absolute_url()
        return address if obj.event.is_published() else f"{address}?{PARAMETER}={ON_SCREEN}"
