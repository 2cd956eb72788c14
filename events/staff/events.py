"""Admin of events; single dates are in `staff.dates.admin`."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from events.models import Category, Event, Occurrence, RegistrationSettings, Series
from events.planning.duplication import duplicate
from events.scheduling.changes import touch_dates
from events.scheduling.generation import make_dates
from events.scheduling.history_operations import EventOperations
from events.scheduling.publication import cancel_expected_dates, withdraw
from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin
from kasch_site.common.admin.optimistic_locking.submissions import SAVED_ALREADY, create_once
from kasch_site.common.admin.pictures.thumbnails import ThumbnailMixin
from kasch_site.common.admin.publishing.preview import PreviewAdminMixin
from kasch_site.common.admin.publishing.publishing import PublishAdminMixin
from kasch_site.common.admin.richtext import RichTextAdminMixin
from kasch_site.common.text.time_words import day_in_words

from . import dates as admin_dates
from . import preview
from .conflicts import ConflictMixin
from .deletion import refuse_event
from .filters import EndingSeriesFilter, NextDateFilter, UndescribedPictureFilter
from .forms import EventForm
from .inlines import DateInline, SeriesInline, save_dates, save_series
from .registration.settings import RegistrationSettingsInline, save_registration_settings

__all__ = ["admin_dates"]

# Check the availability of the room only if one of these fields changes.
_ABOUT_ROOMS = {"room", "place", "status"}


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "order"]
    list_editable = ["order"]
    search_fields = ["name"]
    fieldsets = [
        (
            _("Die Kategorie"),
            {"fields": ["name", "order"], "description": _("Danach suchen Besucherinnen und Besucher.")},
        ),
        (_("Adresse"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]


@admin.register(Event)
class EventAdmin(
    ThumbnailMixin,
    ConflictMixin,
    ConfirmBeforeSaveMixin,
    PublishAdminMixin,
    PreviewAdminMixin,
    RichTextAdminMixin,
    admin.ModelAdmin,
):
    """Admin of events. Before saving, shows added, removed and changed dates and double-booked rooms."""

    keeps_drafts = True
    history_operations = EventOperations
    form = EventForm
    inlines = [DateInline, SeriesInline, RegistrationSettingsInline]
    list_display = ["title", "next_date", "state", "where", "category", "thumbnail"]
    list_filter = ["status", NextDateFilter, EndingSeriesFilter, UndescribedPictureFilter, "category", "room"]
    list_select_related = ["room", "category", "picture"]
    search_fields = ["title", "summary", "group__name"]
    autocomplete_fields = ["category", "group", "room"]
    actions = ["copy_event"]
    radio_fields = {"status": admin.HORIZONTAL}
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    # In the order in which people describe an event, with the dates after the first fieldset; rare fields are
    # collapsed.
    fieldsets = [
        (_("Was?"), {"fields": ["title", "status", "summary"]}),
        (_("Wo?"), {"fields": [("room", "place")]}),
        (_("Kosten und Anmeldung"), {"fields": [("cost", "cost_note"), ("sign_up", "sign_up_note")]}),
        (_("Für Kalender und Website"), {"fields": [("category", "group"), "picture", "description"]}),
        (
            _("Stufen, Mitbringen, Kinder, Sprachen, Haltestelle"),
            {
                "fields": [("is_step_free", "children_welcome"), "bring_along", "stop", "languages"],
                "classes": ["collapse"],
            },
        ),
        (_("Erst später zeigen, Adresse der Seite"), {"fields": ["publish_at", "slug"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_next_start()

    def get_inline_instances(self, request, obj=None):
        """Expand the inlines that have data: single dates or series."""
        inlines = super().get_inline_instances(request, obj)
        for inline in inlines:
            inline.classes = [] if inline.is_open(request, obj) else ["collapse"]
        return inlines

    def links_to_record(self, request, obj):
        dates = f"{reverse('admin:events_occurrence_changelist')}?event__id__exact={obj.pk}"
        return [*super().links_to_record(request, obj), (dates, gettext("Alle Termine dieser Veranstaltung"))]

    @admin.display(description=_("nächster Termin"), ordering="next_start", empty_value=_("keiner"))
    def next_date(self, event):
        """Return the day of the next date."""
        return day_in_words(localdate(event.next_start)) if event.next_start else None

    @admin.display(description=_("Raum oder Ort"), ordering="room")
    def where(self, event):
        """Return the place."""
        return event.place or event.room or _("fehlt noch")

    @admin.action(permissions=["add"], description=_("Als neue Veranstaltung kopieren"))
    def copy_event(self, request, queryset):
        """Copy the selected event and open the copy."""
        if queryset.count() != 1:
            self.message_user(request, _("Bitte wählen Sie genau eine Veranstaltung zum Kopieren."), messages.WARNING)
            return None
        return self._copy(request, queryset.get())

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.copy_view))
        return [path("<path:object_id>/kopieren/", view, name="events_event_copy"), *super().get_urls()]

    def copy_view(self, request, object_id):
        """Copy an event and open the copy."""
        event = self.get_object(request, unquote(object_id))
        if event is None:
            raise Http404
        if not self.has_add_permission(request) or not self.has_view_permission(request, event):
            raise PermissionDenied
        return self._copy(request, event)

    def _copy(self, request, event):
        copy, is_new = create_once(request, f"copy {event.pk}", lambda: duplicate(event))
        if copy is None:
            self.message_user(request, _("Die Kopie ist schon wieder gelöscht."), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:events_event_changelist"))
        if is_new:
            self.log_addition(request, copy, [{"added": {}}])
        text = _("„%(title)s“ ist kopiert, als Entwurf. Es fehlt nur noch der Termin.") % {"title": copy.title}
        self.message_user(request, text if is_new else SAVED_ALREADY % {"name": copy}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[copy.pk]))

    def render_change_form(self, request, context, *args, **kwargs):
        # Three buttons fit on one line and cover less of the form.
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def before_save(self, request, obj_pk):
        """Return the future dates before saving, and the number of registered people."""
        event = Event.objects.filter(pk=obj_pk).first()
        return preview.upcoming_dates(obj_pk), preview.people_in_words(event) if event else ""

    def consequences(self, request, obj, form, change, before):
        """Return the effects of saving, as a confirmation for staff."""
        dates, people = before
        after = preview.upcoming_dates(obj.pk)
        differences = preview.differences(dates, after)
        if differences.are_made_by_series:
            differences.left_out.extend(preview.days_without_date(obj, after))
        about_rooms = _ABOUT_ROOMS & set(form.changed_data)
        clashes = preview.room_conflicts(after.values() if about_rooms else differences.touched)
        was_published = change and form.initial["status"] == Event.Status.PUBLISHED
        why_hidden = preview.why_hidden(obj, was_published, bool(dates))
        if people and not obj.is_published():
            why_hidden.append(people)
        return preview.consequences(obj, differences, clashes, why_hidden)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            touch_dates(obj)

    def save_formset(self, request, form, formset, change):
        save = {Series: save_series, Occurrence: save_dates, RegistrationSettings: save_registration_settings}[
            formset.model
        ]
        text = save(form.instance, formset)
        if text:
            self.message_user(request, text, messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        make_dates(clock.today(), event=form.instance)
        if not form.instance.is_published():
            cancel_expected_dates(form.instance)

    def withdraw_records(self, queryset):
        """Withdraw events; their dates with registrants are cancelled."""
        return withdraw(queryset)

    def effects_of_withdrawal(self, queryset):
        """Return how many people are registered for each event."""
        return [line for event in queryset if (line := preview.people_in_words(event))]

    def deletion_refusal(self, request, record):
        """Refuse an event with registrations."""
        return refuse_event(record)
