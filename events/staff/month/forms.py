"""Short forms for single events of a month, and for copies of last year's events."""

from datetime import date, timedelta

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Occurrence
from events.planning.copy_from_last_year import LastYear
from events.recurrence.descriptions import short_day_of
from events.scheduling.generation import add_date
from events.staff.date_form import DateForm
from events.staff.forms import EventForm
from kasch_site.common.admin.fields import NativeDateInput
from kasch_site.common.clock import next_month
from kasch_site.common.text.time_words import month_in_words


class SingleEventForm(EventForm):
    """Title, place and price of an event."""

    class Meta(EventForm.Meta):
        fields = ["title", "room", "place", "category", "cost", "cost_note", "sign_up", "sign_up_note"]
        help_texts = {"cost_note": gettext_lazy("Zum Beispiel: 2 Euro für Stoff")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].empty_label = _("noch offen oder nicht im Haus")
        self.fields["category"].empty_label = _("ohne")


class SingleDateForm(DateForm):
    """A day of the month, start, end."""

    last_day = None

    class Meta:
        model = Occurrence
        fields = ["is_all_day"]

    def __init__(self, month: date, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.month = month
        limit_to(month, self.fields["day"])

    def clean_day(self):
        """Require a day in the month."""
        return require_day_in(self.cleaned_data["day"], self.month)

    def add_error(self, field, error):
        """Assign errors of the last day, which is not a field here, to the end."""
        if field is None and hasattr(error, "error_dict"):
            error = forms.ValidationError({_own_field(name): messages for name, messages in error.error_dict.items()})
        super().add_error(_own_field(field), error)


def _own_field(name):
    """Map a field of the full form to one of this form."""
    return "end" if name in ("last_day", "ends_at") else name


class CopyForm(forms.Form):
    """Days on which an event of last year takes place this year; an empty day omits that date."""

    def __init__(self, last_year: LastYear, month: date, data=None):
        super().__init__(data, prefix=f"wieder{last_year.event.pk}")
        self.last_year, self.month = last_year, month
        for row, day in last_year.dates:
            label = _("am %(day)s wird zu") % {"day": short_day_of(row)}
            field = forms.DateField(label=label, required=False, initial=day, widget=NativeDateInput)
            limit_to(month, field)
            self.fields[f"day{row.pk}"] = field

    def clean(self):
        cleaned = super().clean()
        days = [require_day_in(day, self.month) for day in cleaned.values() if day]
        if not days and not self.errors:
            raise forms.ValidationError(_("Bitte nennen Sie einen Tag."))
        return cleaned

    def days(self) -> list[tuple[Occurrence, date]]:
        """Return the new day of each date."""
        pairs = ((row, self.cleaned_data.get(f"day{row.pk}")) for row, _suggested in self.last_year.dates)
        return [(row, day) for row, day in pairs if day]


def limit_to(month: date, field):
    """Limit the date picker of the browser to the month."""
    last = next_month(month) - timedelta(days=1)
    field.widget.attrs |= {"min": month.isoformat(), "max": last.isoformat()}


def require_day_in(day: date, month: date) -> date:
    """Return the day if it is in the month, else an error message."""
    if (day.year, day.month) != (month.year, month.month):
        text = _("Dieser Tag liegt nicht im %(month)s.")
        raise forms.ValidationError(text % {"month": month_in_words(month)})
    return day


@transaction.atomic
def add(event_form: SingleEventForm, date_form: SingleDateForm) -> Event:
    """Create a draft with one date from two valid forms."""
    event = event_form.save(commit=False)
    event.status = Event.Status.DRAFT
    event.save()
    add_date(event, **date_form.date_values())
    return event
