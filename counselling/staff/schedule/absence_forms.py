"""Forms for absences: days, hours if not the whole day, and a decision for each booking."""

from copy import copy
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from counselling.models import Absence, Counsellor
from counselling.notifications.messages import when_in_words
from counselling.scheduling import absences
from kasch_site.common import clock
from kasch_site.common.admin.fields import NativeDateInput, NativeTimeField

MAX_ABSENCE = timedelta(days=400)
_PREFIX = "decision_"


class DaysForm(forms.ModelForm):
    """Who, why and when; sets `starts_at` and `ends_at` of the absence."""

    first_day = forms.DateField(label=_("Erster Tag"), widget=NativeDateInput)
    last_day = forms.DateField(
        label=_("Letzter Tag"), required=False, widget=NativeDateInput, help_text=_("Leer lassen: nur dieser eine Tag.")
    )
    from_hour = NativeTimeField(label=_("ab Uhrzeit"), required=False)
    until_hour = NativeTimeField(label=_("bis Uhrzeit"), required=False)

    class Meta:
        model = Absence
        fields = ["counsellor", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial = {**_days_of(self.instance), **self.initial}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day") or cleaned.get("first_day")
        if first is None or self.errors:
            return cleaned
        if not clock.FIRST_DAY <= first <= last <= clock.LAST_DAY or last - first > MAX_ABSENCE:
            self.add_error("last_day", _("Bitte prüfen Sie die Tage: Der letzte liegt vor dem ersten, oder weit weg."))
            return cleaned
        start = clock.local(first, cleaned["from_hour"]) if cleaned["from_hour"] else clock.local(first)
        after = clock.local(last + timedelta(days=1))
        end = clock.local(last, cleaned["until_hour"]) if cleaned["until_hour"] else after
        if end <= start:
            self.add_error("until_hour", _("„bis“ muss nach „von“ liegen."))
            return cleaned
        self.instance.starts_at, self.instance.ends_at = start, end
        return cleaned


class AbsenceForm(DaysForm):
    """Ask for a decision about each booking in the absence, once its dates are valid."""

    for_all = forms.ChoiceField(
        label=_("Für alle, bei denen Sie nichts anderes wählen"),
        required=False,
        choices=[("", _("einzeln entscheiden")), *absences.DECISIONS.items()],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.affected = self._affected_bookings() if self.is_bound else []
        for booking in self.affected:
            self.fields[f"{_PREFIX}{booking.pk}"] = forms.ChoiceField(
                label=f"{when_in_words(booking.slot)} – {_notification_channel(booking)}",
                choices=absences.DECISIONS.items(),
                widget=forms.RadioSelect,
                required=False,
                initial=absences.KEEP if self._was_decided(booking) else None,
            )

    def _affected_bookings(self):
        """Return bookings in the absence as entered; an empty list if the dates are invalid."""
        probe = DaysForm(self.data, instance=copy(self.instance))
        if not probe.is_valid() or probe.instance.counsellor not in self.fields["counsellor"].queryset:
            return []
        return absences.affected(probe.instance.counsellor, probe.instance.starts_at, probe.instance.ends_at)

    def _was_decided(self, booking):
        """Return whether the booking was within the absence as saved before, so that it has been decided about."""
        saved = Absence.objects.filter(pk=self.instance.pk, counsellor=booking.slot.counsellor)
        return saved.between(booking.slot.starts_at, booking.slot.ends_at).exists()

    def clean(self):
        cleaned = super().clean()
        self.decisions = {}
        for booking in self.affected:
            name = f"{_PREFIX}{booking.pk}"
            decision = cleaned.get(name) or cleaned.get("for_all") or ""
            if not decision and name not in self.errors:
                self.add_error(name, _("Was wird aus diesem Termin?"))
            self.decisions[booking.pk] = decision
        return cleaned

    @property
    def decision_fields(self):
        """Return the decision fields for the template: one for all bookings and one for each."""
        names = ["for_all", *(f"{_PREFIX}{booking.pk}" for booking in self.affected)]
        return [self[name] for name in names] if self.affected else []


class SickLeaveForm(forms.Form):
    """The counsellor who is ill, and the day."""

    counsellor = forms.ModelChoiceField(
        label=_("Wer?"), queryset=Counsellor.objects.none(), empty_label=_("Bitte wählen")
    )
    day = forms.DateField(label=_("An welchem Tag?"), widget=NativeDateInput)

    def __init__(self, data, *, counsellors):
        super().__init__(data, initial={"day": clock.today(), "counsellor": counsellors.first()})
        self.fields["counsellor"].queryset = counsellors
        if counsellors.count() > 1:
            self.initial["counsellor"] = None

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not clock.today() <= day <= clock.today() + timedelta(days=14):
            raise forms.ValidationError(
                _("Bitte einen Tag in den nächsten zwei Wochen. Länger tragen Sie als Abwesenheit ein.")
            )
        return day


def _notification_channel(booking):
    """Return how the person is notified, for staff who decide; without a name."""
    if booking.email:
        return _("hört es per E-Mail")
    return _("wird angerufen") if booking.phone else _("hat nichts hinterlassen")


def _days_of(absence):
    """Return the form's initial values for an existing absence."""
    start, end = timezone.localtime(absence.starts_at), timezone.localtime(absence.ends_at)
    ends_at_midnight = end.time() == end.time().min
    return {
        "first_day": start.date(),
        "last_day": end.date() - timedelta(days=ends_at_midnight),
        "from_hour": start.time() if start.time() != start.time().min else None,
        "until_hour": None if ends_at_midnight else end.time(),
    }
