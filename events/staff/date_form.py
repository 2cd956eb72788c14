"""Form of one date: day, start, end."""

from datetime import time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.models.validators import check_times
from events.scheduling import changes
from kasch_site.common import clock
from kasch_site.common.admin.fields import NativeDateInput, NativeTimeField

from .forms import EITHER_ROOM_OR_PLACE, hours_error

_FIELD_OF = {"starts_at": "day", "ends_at": "last_day"}


class DateForm(forms.ModelForm):
    """Combines start and end in local time; a valid form provides them as `moments`.

    The form does not save the record itself: `apply` changes an existing date, `date_values` are for a new one.
    """

    day = forms.DateField(label=_("Tag"), widget=NativeDateInput)
    start = NativeTimeField(label=_("von"), required=False)
    end = NativeTimeField(label=_("bis"), required=False)
    last_day = forms.DateField(
        label=_("letzter Tag"),
        required=False,
        widget=NativeDateInput,
        help_text=_("Nur ausfüllen, wenn der Termin mehrere Tage dauert."),
    )

    class Meta:
        model = Occurrence
        fields = ["is_all_day", "status", "reason", "title", "room", "place", "is_special"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.moments = None
        if self.instance.starts_at and self.instance.ends_at:
            for name, value in _initial_values(self.instance).items():
                self.initial.setdefault(name, value)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("room") and cleaned.get("place"):
            self.add_error("place", EITHER_ROOM_OR_PLACE)
        self._clean_reason(cleaned)
        self._check_hours(cleaned)
        if not self.errors:
            self._set_start_and_end(cleaned)
        return cleaned

    def add_error(self, field, error):
        """Assign errors of model datetimes to the fields that staff fill in."""
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError({_FIELD_OF.get(name, name): found for name, found in error.error_dict.items()})
        super().add_error(field, error)

    def date_values(self) -> dict:
        """Return the new values of the fields of the date."""
        starts_at, ends_at = self.moments
        named = {name: self.cleaned_data[name] for name in DateForm.Meta.fields if name in self.cleaned_data}
        return {"starts_at": starts_at, "ends_at": ends_at, **named}

    def apply(self, date) -> Occurrence:
        """Change the date by hand as filled in; return its row. Raise `ChangeRefused` if it cannot be changed."""
        return changes.change(date, **self.date_values())

    def _clean_reason(self, cleaned):
        """Clear the reason of a restored date; reject a new reason without a cancellation."""
        if cleaned.get("status") != Occurrence.Status.PLANNED or not cleaned.get("reason"):
            return
        if "reason" in self.changed_data:
            text = _("Soll der Termin entfallen? Dann wählen Sie „entfällt“. Sonst löschen Sie bitte den Grund.")
            self.add_error("reason", text)
        else:
            cleaned["reason"] = ""

    def _check_hours(self, cleaned):
        if cleaned.get("is_all_day"):
            return
        for name, text in [("start", _("Wann beginnt es?")), ("end", _("Wann endet es?"))]:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, text + " " + _("Sonst wählen Sie „ganzer Tag“."))

    def _set_start_and_end(self, cleaned):
        day, last_day = cleaned["day"], cleaned.get("last_day") or cleaned["day"]
        if last_day < day:
            self.add_error("last_day", _("Der letzte Tag liegt vor dem ersten."))
            return
        if not cleaned.get("is_all_day") and last_day == day:
            error = hours_error(cleaned["start"], cleaned["end"])
            if error:
                self.add_error("end", error)
                return
        try:
            self.moments = _moments(cleaned, day, last_day)
            check_times(*self.moments)
            # Validate the record with its new values.
            self.instance.starts_at, self.instance.ends_at = self.moments
        except ValidationError as error:
            self.add_error(None, error)
        except (OverflowError, ValueError):
            self.add_error("day", _("Bitte prüfen Sie die Jahreszahl."))


def _moments(cleaned, day, last_day):
    """Return start and end; midnight ends the last day, any other end before the start is in the night after it."""
    if cleaned.get("is_all_day"):
        return clock.local(day), clock.local(last_day + timedelta(days=1))
    if cleaned["end"] == time.min or (last_day == day and cleaned["end"] < cleaned["start"]):
        last_day += timedelta(days=1)
    return clock.local(day, cleaned["start"]), clock.local(last_day, cleaned["end"])


def _initial_values(occurrence):
    """Return the initial values for an existing date."""
    start, end = timezone.localtime(occurrence.starts_at), timezone.localtime(occurrence.ends_at)
    last = timezone.localdate(occurrence.ends_at - timedelta(microseconds=1))
    last_day = last if last > start.date() else None
    if occurrence.is_all_day:
        return {"day": start.date(), "last_day": last_day}
    ends_in_the_night = last == start.date() + timedelta(days=1) and time.min < end.time() < start.time()
    if ends_in_the_night and hours_error(start.time(), end.time()) is None:
        last_day = None
    return {"day": start.date(), "start": start.time(), "end": end.time(), "last_day": last_day}
