"""Admin of single dates: cancel, move, relocate, retitle, back to the series."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.recurrence.descriptions import series_in_words
from events.registration.capacity.capacity import takes_registrations
from events.scheduling.generation import add_date, lock
from events.scheduling.history_operations import DateOperations
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences
from kasch_site.common.admin.publishing.draft_preview import ON_SCREEN, PARAMETER

from .. import preview
from ..conflicts import ConflictMixin
from ..deletion import refuse_date
from ..registration.settings import DateFormWithPlaces
from .actions import DateActionsMixin
from .listing import DateListMixin
from .one_date import OneDateMixin, page_of


@admin.register(Occurrence)
class OccurrenceAdmin(
    DateListMixin, DateActionsMixin, OneDateMixin, ConflictMixin, ConfirmBeforeSaveMixin, admin.ModelAdmin
):
    """Admin of dates. Every change uses `scheduling.changes`, so that generation does not overwrite it."""

    keeps_drafts = True
    history_operations = DateOperations
    form = DateFormWithPlaces
    autocomplete_fields = ["event", "room"]
    readonly_fields = ["event_title", "series_words", "differs"]

    def get_fieldsets(self, request, obj=None):
        page = page_of(request)
        if page:
            return page.fieldsets
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
        page = page_of(request)
        if page:
            kwargs |= {"form": page.form, "fields": list(page.fields)}
            return super().get_form(request, obj, change=change, **kwargs)
        own = DateFormWithPlaces.Meta.fields
        names = own if obj else ["event", *own]
        kwargs["fields"] = [*names, "day", "start", "end", "last_day"]
        return super().get_form(request, obj, change=change, **kwargs)

    @admin.display(description=_("Veranstaltung"))
    def event_title(self, date):
        """Return the title of the event."""
        return date.event.title

    @admin.display(description=_("Serie"))
    def series_words(self, date):
        """Return the description of the series."""
        return series_in_words(date.series) if date.series else _("einzelner Termin")

    @admin.display(description=_("von Hand geändert"), ordering="is_different")
    def differs(self, date):
        """Return whether the date differs from its series, as text."""
        return _("weicht ab") if date.is_different and date.series_id else "–"

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
            row = form.apply(obj)
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
