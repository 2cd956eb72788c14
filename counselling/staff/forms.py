"""The short form of the desk: the person, and what has to be prepared."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from counselling.booking.bookings import Person
from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, LineField, NameField
from kasch_site.common.forms.bounded_fields import BooleanField, ModelChoiceField, UUIDField
from kasch_site.house.models import Language
from kasch_site.visitors.forms import contact_fields

# Staff enter another person's details: the browser must not autofill their own.
_OF_SOMEBODY_ELSE = {"autocomplete": "off"}


class SubscriptionForm(AccessibleForm):
    """Book an appointment for somebody; submitting it twice creates one booking."""

    name = NameField(label=_("Name"), max_length=80, help_text=_("Auch ein anderer Name ist gut."))
    reach = EmailOrPhoneField(
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
        """Return the person and their needs."""
        typed = self.cleaned_data
        needs = {name: typed[name] for name in ("interpreter", "needs_step_free", "brings_companion", "note")}
        return Person(typed["name"], **contact_fields(typed["reach"]), **needs)

    def idempotency_key(self):
        """Return the idempotency key of this form."""
        return self.cleaned_data["number"] or uuid4()


class WalkInForm(forms.Form):
    """Number of visitors in the walk-in hours of a month, by topic. Empty means not counted."""

    def __init__(self, topics, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            field = forms.IntegerField(label=topic.name, required=False, min_value=0, max_value=5000)
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
            self.fields[f"t{topic.pk}"] = field

    def counts(self):
        """Return pairs of topic and number for the fields that were filled in."""
        typed = ((topic, self.cleaned_data[f"t{topic.pk}"]) for topic in self.topics)
        return [(topic, count) for topic, count in typed if count is not None]
