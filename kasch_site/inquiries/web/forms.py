"""The two short forms: request a room, in two steps, and offer to help."""

from datetime import timedelta
from urllib.parse import urlencode

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, LineField, NameField, TextField
from kasch_site.common.forms.bounded_fields import DateField, IntegerField, ModelChoiceField, MultipleChoiceField
from kasch_site.common.forms.guard import GuardedFormMixin
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house.models import Room
from kasch_site.inquiries.models import MAX_PEOPLE, MAX_TEXT_LENGTH, Task
from kasch_site.inquiries.retention import ANSWERED_RETENTION, UNANSWERED_RETENTION

PLANNING_HORIZON = timedelta(days=2 * 365)
# Parameter names of the first two answers in the URL of the second step.
_QUERY_PARAMS = {"room": "raum", "day": "tag"}
PRIVACY_NOTE = format_lazy(
    _(
        "Ihre Angaben lesen nur Menschen, die hier im Haus arbeiten. {days} Tage nach unserer Antwort löschen wir sie, "
        "ohne Antwort nach {unanswered} Tagen."
    ),
    days=ANSWERED_RETENTION.days,
    unanswered=UNANSWERED_RETENTION.days,
)


class RoomField(ModelChoiceField):
    """A room of the building, with hints for choosing; empty means not known yet."""

    def __init__(self, **kwargs):
        super().__init__(Room.objects.all(), widget=forms.RadioSelect, **kwargs)

    def label_from_instance(self, room):
        places = _("{number} Plätze") if room.places != 1 else _("{number} Platz")
        facts = [
            room.floor,
            format_lazy(places, number=room.places) if room.places else "",
            _("ohne Stufen") if room.is_step_free else "",
        ]
        facts_text = ", ".join(str(fact) for fact in facts if fact)
        return f"{room.name} ({facts_text})" if facts_text else room.name


class DayField(DateField):
    """A day from today on, within the planning horizon."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Schreiben Sie den Tag als Datum, zum Beispiel so: 24.12.2026")}

    def clean(self, value):
        day = super().clean(value)
        if day is None:
            return day
        today = clock.today()
        if day < today:
            raise ValidationError(_("Dieser Tag ist schon vorbei. Wählen Sie einen, der noch kommt."))
        if day > today + PLANNING_HORIZON:
            raise ValidationError(_("So weit planen wir noch nicht. Wählen Sie einen Tag in den nächsten zwei Jahren."))
        return day


class RoomAndDayForm(AccessibleForm):
    """First step: room and day, both optional. Submitted by GET; stores nothing."""

    submit_label = _("Weiter")

    room = RoomField(label=_("Welcher Raum?"), empty_label=_("Das weiß ich noch nicht"), blank=True, required=False)
    day = DayField(
        label=_("An welchem Tag?"),
        help_text=_("Steht der Tag noch nicht fest, oder sind es mehrere? Dann lassen Sie das Feld leer."),
        required=False,
    )

    def add_prefix(self, field_name):
        return super().add_prefix(_QUERY_PARAMS.get(field_name, field_name))

    @property
    def helper(self):
        helper = super().helper
        helper.form_method = "get"
        helper.disable_csrf = True
        return helper


class SelectedRoomAndDay(Div):
    """The choice of the first step: a line that expands to the fields, for editing in place."""

    template = "inquiries/selection.html"

    def __init__(self, *fields, selection, occupancy, is_open):
        super().__init__(*fields)
        self.selection = selection
        self.occupancy = occupancy
        self.is_open = is_open


class RoomRequestForm(GuardedFormMixin, RoomAndDayForm):
    """Second step: the remaining questions, with the choice of the first step."""

    submit_label = _("Anfrage absenden")
    privacy_note = PRIVACY_NOTE
    occupancy = ""  # of the room on that day, as text

    when = LineField(label=_("Um wie viel Uhr?"), max_length=200)
    people = IntegerField(
        label=_("Wie viele Personen kommen?"),
        help_text=_("Eine ungefähre Zahl genügt, zum Beispiel 12."),
        min_value=1,
        max_value=MAX_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Schreiben Sie bei „Wie viele Personen kommen?“ nur eine Zahl, zum Beispiel 12."),
            "min_value": _("Schreiben Sie bei „Wie viele Personen kommen?“ mindestens 1."),
            "max_value": _("So viele Menschen passen nicht ins Haus. Schreiben Sie eine kleinere Zahl."),
        },
    )
    description = TextField(
        label=_("Was haben Sie vor?"),
        help_text=_("Zum Beispiel: „Geburtstag feiern“ oder „Probe unseres Chors“."),
        max_length=MAX_TEXT_LENGTH,
    )
    name = NameField(label=_("Wie heißen Sie?"), max_length=80)
    contact = EmailOrPhoneField(
        label=_("Wie erreichen wir Sie?"), help_text=_("E-Mail oder Telefon, eines von beiden genügt.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        when = self.fields["when"]
        if self.shown_day:
            when.help_text = _("Zum Beispiel: 15 bis 18 Uhr.")
        else:
            when.label = _("An welchen Tagen, und um wie viel Uhr?")
            when.help_text = _("Zum Beispiel: jeden ersten Dienstag im Monat, 18 bis 20 Uhr.")
            when.error_messages["required"] = _("Schreiben Sie, an welchen Tagen es ginge.")

    @property
    def helper(self):
        helper = super(RoomAndDayForm, self).helper
        helper.form_action = f"?{self.address_query}"
        return helper

    def layout(self):
        is_open = self._has_error("room") or self._has_error("day")
        chosen = SelectedRoomAndDay(
            "room", "day", selection=self.selection_text, occupancy=self.occupancy, is_open=is_open
        )
        return Layout(chosen, "when", "people", "description", "name", "contact")

    @property
    def shown_room(self):
        """Return the room currently selected, if any."""
        return self._current_value("room")

    @property
    def shown_day(self):
        """Return the day currently selected, if it is valid."""
        return self._current_value("day")

    @property
    def address_query(self) -> str:
        """Return the query string with room and day, which restores the page."""
        room, day = self.shown_room, self.shown_day
        return urlencode({"raum": room.pk if room else "", "tag": day.isoformat() if day else ""})

    @property
    def selection_text(self):
        """Return the selected room and day as text."""
        room, day = self.shown_room, self.shown_day
        return format_lazy(
            "{room}, {day}",
            room=room.name if room else _("Raum noch offen"),
            day=day_in_words(day) if day else _("Tag noch offen"),
        )

    def _current_value(self, name):
        if not self.is_bound:
            return self.initial.get(name)
        field = self.fields[name]
        try:
            return field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))
        except ValidationError:
            return None

    def _has_error(self, name):
        return self.is_bound and name in self.errors


class OfferHelpForm(GuardedFormMixin, AccessibleForm):
    """An offer to help: the tasks, and when the person has time."""

    submit_label = _("Angebot absenden")
    privacy_note = PRIVACY_NOTE

    tasks = MultipleChoiceField(
        label=_("Was möchten Sie gern tun?"),
        help_text=_("Kreuzen Sie an, was passt."),
        choices=Task.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kreuzen Sie an, was Sie gern tun möchten. Es gibt auch „Das weiß ich noch nicht“.")
        },
    )
    description = TextField(
        label=_("Möchten Sie mehr dazu schreiben?"),
        help_text=_("Zum Beispiel: was Sie gut können, welche Sprachen Sie sprechen."),
        max_length=MAX_TEXT_LENGTH,
        required=False,
    )
    when = LineField(
        label=_("Wann haben Sie Zeit?"),
        help_text=_("Zum Beispiel: dienstags am Nachmittag, einmal im Monat."),
        max_length=200,
        required=False,
    )
    name = NameField(label=_("Wie heißen Sie?"), max_length=80)
    contact = EmailOrPhoneField(
        label=_("Wie erreichen wir Sie?"), help_text=_("E-Mail oder Telefon, eines von beiden genügt.")
    )
