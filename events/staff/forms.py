"""Forms of events and series; error messages say how to correct the input."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event, Series
from events.models.validators import FIRST_DAY, LAST_DAY
from events.recurrence.rules import first_day
from kasch_site.common import clock

YEARS_AHEAD = 5
# An end later than this after midnight is treated as a typing error.
MAX_NIGHT_LENGTH = timedelta(hours=12)

EITHER_ROOM_OR_PLACE = _("Bitte nur eines von beiden: ein Raum im Haus oder ein Ort außerhalb.")
SAME_TIME = _("Beginn und Ende sind gleich. Dauert es den ganzen Tag, wählen Sie bitte „ganzer Tag“.")
ENDS_BEFORE = _(
    "Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten. Über Mitternacht sind bis zu 12 Stunden möglich."
)


class EventForm(forms.ModelForm):
    class Meta:
        model = Event
        fields = "__all__"  # noqa: DJ007 -- the admin lists the fields
        error_messages = {"title": {"required": _("Bitte geben Sie einen Titel ein.")}}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("room") and cleaned.get("place"):
            self.add_error("place", EITHER_ROOM_OR_PLACE)
        return cleaned


def hours_error(start, end):
    """Return an error for invalid start and end times, or None; an end at or after midnight is valid."""
    if start == end:
        return SAME_TIME
    if end == time.min:
        return None
    length = datetime.combine(date.min, end) - datetime.combine(date.min, start)
    if length < timedelta(0) and length + timedelta(days=1) > MAX_NIGHT_LENGTH:
        return ENDS_BEFORE
    return None


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = [
            "frequency",
            "interval",
            "nth",
            "weekday",
            "starts_on",
            "starts_at",
            "ends_at",
            "is_all_day",
            "until",
            "count",
            "on_public_holidays",
            "on_school_holidays",
            "on_closing_days",
        ]
        help_texts = {
            "interval": _("1 heißt: jedes Mal. 2 heißt: jedes zweite Mal."),
            "count": _("Tage, an denen es ausfällt oder keinen Termin gibt, zählen mit."),
        }
        error_messages = {
            "interval": {
                "min_value": _("Bitte eine Zahl ab 1: 1 heißt jede Woche, 2 heißt alle zwei Wochen."),
                "max_value": _("Bitte höchstens 52."),
            },
            "count": {
                "min_value": _("Bitte eine Zahl ab 1, oder leer lassen."),
                "max_value": _("Bitte höchstens 1000, oder leer lassen: dann geht die Serie ohne Ende weiter."),
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("nth", "weekday"):
            _blank, *choices = self.fields[name].choices
            self.fields[name].choices = [("", _("bitte wählen")), *choices]

    def clean(self):
        cleaned = super().clean()
        self._check_weekday(cleaned)
        self._check_hours(cleaned)
        self._check_first_day(cleaned)
        self._check_end(cleaned)
        if not self.errors:
            self._require_a_date(cleaned)
        return cleaned

    def _check_weekday(self, cleaned):
        """Require the fields that the frequency needs and clear the others."""
        frequency = cleaned.get("frequency")
        if frequency == Series.Frequency.YEARLY:
            cleaned["weekday"] = None
        elif frequency and cleaned.get("weekday") is None and "weekday" not in self.errors:
            self.add_error("weekday", _("Bitte wählen Sie den Wochentag."))
        if frequency != Series.Frequency.MONTHLY:
            cleaned["nth"] = None
        elif cleaned.get("nth") is None and "nth" not in self.errors:
            self.add_error("nth", _("Bitte wählen Sie, der wievielte im Monat: zum Beispiel „letzten“."))

    def _check_hours(self, cleaned):
        if cleaned.get("is_all_day"):
            cleaned["starts_at"] = cleaned["ends_at"] = None
            return
        for name, text in [("starts_at", _("Wann beginnt es?")), ("ends_at", _("Wann endet es?"))]:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, text)
        if cleaned.get("starts_at") is not None and cleaned.get("ends_at") is not None:
            error = hours_error(cleaned["starts_at"], cleaned["ends_at"])
            if error:
                self.add_error("ends_at", error)

    def _check_first_day(self, cleaned):
        starts_on = cleaned.get("starts_on")
        latest = date(clock.today().year + YEARS_AHEAD, 12, 31)
        if starts_on and not FIRST_DAY <= starts_on <= latest:
            text = _("Bitte prüfen Sie das Jahr: es muss zwischen %(first)d und %(last)d liegen.")
            self.add_error("starts_on", text % {"first": FIRST_DAY.year, "last": latest.year})

    def _check_end(self, cleaned):
        until, starts_on = cleaned.get("until"), cleaned.get("starts_on")
        if until and cleaned.get("count"):
            self.add_error("count", _("Bitte nur eines von beiden: ein letzter Tag oder eine Anzahl."))
        if until and until > LAST_DAY:
            self.add_error("until", _("Bitte prüfen Sie das Jahr, oder lassen Sie das Feld leer: dann ohne Ende."))
        elif until and starts_on and until < starts_on:
            self.add_error("until", _("Der letzte Tag liegt vor dem ersten. Bitte tauschen oder ändern Sie die Tage."))

    def _require_a_date(self, cleaned):
        series = Series(**{name: cleaned[name] for name in SeriesForm.Meta.fields if name in cleaned})
        if first_day(series) is None:
            text = _("Bis zu diesem Tag gibt es keinen einzigen Termin. Der letzte Tag muss später liegen.")
            self.add_error("until", text)
