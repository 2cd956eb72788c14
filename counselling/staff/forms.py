"""The short form of the desk: who comes, and what has to be prepared."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from counselling.booking.bookings import Person
from kasch_site.common.forms.base import AccessibleForm, LineField, NameField, ReachField
from kasch_site.common.forms.bounded_fields import BooleanField, ModelChoiceField, UUIDField
from kasch_site.house.models import Language

# Whoever fills this in writes of somebody else: the browser must not offer what it knows of them.
_OF_SOMEBODY_ELSE = {"autocomplete": "off"}


class DeskForm(AccessibleForm):
    """Giving somebody an appointment; a form that is sent twice is one appointment."""

    name = NameField(label=_("Name"), max_length=80, help_text=_("Auch ein anderer Name ist gut."))
    reach = ReachField(
        label=_("Telefon oder E-Mail"), required=False, help_text=_("Ohne geht es auch: Dann bleibt nur der Zettel.")
    )
    interpreter = ModelChoiceField(
        label=_("Dolmetschen"), queryset=Language.objects.all(), required=False, empty_label=_("nicht nötig")
    )
    needs_step_free = BooleanField(label=_("braucht einen Weg ohne Stufen"), required=False)
    brings_companion = BooleanField(label=_("kommt in Begleitung"), required=False)
    note = LineField(
        label=_("Hinweis"), max_length=200, required=False, help_text=_("Nichts zum Fall, nur was den Termin betrifft.")
    )
    quietly = BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)
    number = UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = uuid4
        for name in ("name", "reach", "note"):
            self.fields[name].widget.attrs |= _OF_SOMEBODY_ELSE

    def person(self) -> Person:
        """Who it is, and what they need."""
        typed = self.cleaned_data
        reach = typed["reach"]
        way = {"email": reach} if "@" in reach else {"phone": reach}
        needs = {name: typed[name] for name in ("interpreter", "needs_step_free", "brings_companion", "note")}
        return Person(typed["name"], **way, **needs)

    def sent_as(self):
        """The number of this form."""
        return self.cleaned_data["number"] or uuid4()


class WalkInForm(forms.Form):
    """How many came to the open consultations of a month, by topic. Empty: nobody has counted."""

    def __init__(self, topics, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            field = forms.IntegerField(label=topic.name, required=False, min_value=0, max_value=5000)
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
            self.fields[f"t{topic.pk}"] = field

    def counts(self):
        """Each topic for which a number was typed, with it."""
        typed = ((topic, self.cleaned_data[f"t{topic.pk}"]) for topic in self.topics)
        return [(topic, count) for topic, count in typed if count is not None]
