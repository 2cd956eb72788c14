"""Admin of online registration: settings in the form of an event, capacity in that of a date."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import MAX_PLACES, Event, OccurrenceCapacity, RegistrationSettings
from events.registration.capacity.capacity import (
    capacity_errors,
    change_places,
    places_at,
    set_places,
    takes_registrations,
)
from events.registration.refusals import RegistrationRefused
from events.scheduling.changes import ChangeRefused
from events.staff.date_form import DateForm

IMPLIED = _("Die Veranstaltung steht jetzt als „mit Anmeldung“ da, denn man kann sich über die Website anmelden.")
SWITCHED_OFF = _("Für diese Veranstaltung nimmt die Website keine Anmeldungen mehr an. Wer angemeldet ist, bleibt es.")


class RegistrationSettingsForm(forms.ModelForm):
    is_on = forms.BooleanField(
        label=_("Man kann sich über die Website anmelden"),
        required=False,
        help_text=_("Dann zählt die Website die Plätze, führt die Warteliste und sagt allen Bescheid."),
    )

    class Meta:
        model = RegistrationSettings
        fields = ["places", "largest_party", "rule", "closes_hours_before"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["is_on"] = self.instance.pk is not None
        self.places_before = self.instance.places

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("is_on") and self.instance.pk is None and self.has_changed():
            text = _("Soll man sich über die Website anmelden können? Dann setzen Sie hier das Häkchen.")
            self.add_error("is_on", text)
        return cleaned

    def clean_places(self):
        places = self.cleaned_data["places"]
        if self.instance.pk and "places" in self.changed_data:
            refused = capacity_errors(self.instance.event, self.places_before, places)
            if refused:
                raise ValidationError([*refused, _("Weniger Plätze geht darum nicht.")])
        return places


class RegistrationSettingsInline(admin.StackedInline):
    """Inline with at most one row: a checkbox enables it instead of buttons to add and delete."""

    model = RegistrationSettings
    form = RegistrationSettingsForm
    extra = 1
    max_num = 1
    can_delete = False
    verbose_name = verbose_name_plural = _("Anmeldung über die Website")
    fieldsets = [
        (None, {"fields": ["is_on", ("places", "largest_party")]}),
        (None, {"fields": ["rule", "closes_hours_before"]}),
    ]

    def is_open(self, request, obj=None):
        """Return whether the inline is expanded: only if it is used."""
        return (
            "registration_settings-0-is_on" in request.POST or RegistrationSettings.objects.filter(event=obj).exists()
        )


def save_registration_settings(event, formset) -> str:
    """Save the settings and their consequences; return a message for staff, or nothing.

    Raise `ChangeRefused` if a date holds more places by now.
    """
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    form = next((each for each in formset.forms if each.has_changed() or each.instance.pk), None)
    if form is None:
        return ""
    if not form.cleaned_data["is_on"]:
        formset.deleted_objects.append(form.instance)
        RegistrationSettings.objects.filter(pk=form.instance.pk).delete()
        return SWITCHED_OFF
    if form.has_changed():
        _save(event, form, formset)
    return _require_registration(event)


def _save(event, form, formset):
    is_new = form.instance.pk is None
    form.instance.event = event
    registration_settings = form.save()
    if is_new:
        formset.new_objects.append(registration_settings)
        return
    formset.changed_objects.append((registration_settings, form.changed_data))
    if "places" in form.changed_data:
        try:
            change_places(event, form.places_before, registration_settings.places)
        except RegistrationRefused as refused:
            raise ChangeRefused(str(refused)) from refused


def _require_registration(event):
    """Set the event's registration field to "required" if online registration is enabled."""
    if event.sign_up == Event.SignUp.REQUIRED:
        return ""
    event.sign_up = Event.SignUp.REQUIRED
    event.save(update_fields=["sign_up", "changed_at"])
    return IMPLIED


class DateFormWithPlaces(DateForm):
    """Form of a date with its capacity, where registration is enabled."""

    places = forms.IntegerField(
        label=_("Plätze an diesem Tag"),
        required=False,
        min_value=1,
        max_value=MAX_PLACES,
        help_text=_("Leer lassen: so viele, wie kommen möchten."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and takes_registrations(self.instance):
            self.initial["places"] = places_at(self.instance)
        else:
            del self.fields["places"]

    def clean_places(self):
        places = self.cleaned_data["places"]
        held = OccurrenceCapacity.objects.filter(pk=self.instance.pk).values_list("held", flat=True).first() or 0
        if places is not None and places < held:
            text = _("An diesem Tag sind schon %(held)d Plätze vergeben. Weniger geht nicht.")
            raise ValidationError(text % {"held": held})
        return places

    def apply(self, date):
        """Change the date and its capacity; return its row. Raise `ChangeRefused` if more places are held by now."""
        row = date if self.changed_data == ["places"] else super().apply(date)
        self._save_places(row)
        return row

    def _save_places(self, occurrence):
        if "places" not in self.changed_data:
            return
        try:
            set_places(occurrence, self.cleaned_data["places"])
        except RegistrationRefused as refused:
            raise ChangeRefused(str(refused)) from refused
