"""Short forms of the desk."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import MAX_PARTY_SIZE, Registration
from events.registration.registrations import Registrant
from kasch_site.common.admin.optimistic_locking.merging import MergingFormMixin
from kasch_site.common.admin.optimistic_locking.shown import key_of
from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, NameField
from kasch_site.common.forms.bounded_fields import BooleanField, IntegerField, UUIDField
from kasch_site.visitors.forms import contact_fields, require_letters

# Staff enter data of other people: disable the browser's autofill.
_OF_SOMEBODY_ELSE = {"autocomplete": "off"}


class RegistrantForm(AccessibleForm):
    """A name, the number of people and one contact."""

    name = NameField(label=_("Name"), max_length=80)
    people = IntegerField(label=_("Personen"), min_value=1, max_value=MAX_PARTY_SIZE, initial=1)
    reach = EmailOrPhoneField(label=_("Telefon oder E-Mail"))
    quietly = BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "reach"):
            self.fields[name].widget.attrs |= _OF_SOMEBODY_ELSE
        people = self.fields["people"]
        people.error_messages |= {
            "required": _("Wie viele Personen sind es?"),
            "invalid": _("Bitte eine Zahl: Wie viele Personen sind es?"),
        }

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def registrant(self) -> Registrant:
        """Return the registrant."""
        typed = self.cleaned_data
        return Registrant(typed["name"], typed["people"], **contact_fields(typed["reach"]))


class RegisterForm(RegistrantForm):
    """Registration form; idempotent if it is sent twice."""

    number = UUIDField(widget=forms.HiddenInput, required=False)
    # Whether the contact is registered already: the form then has a second button, to register all the same.
    is_there_already = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = uuid4
        self.fields["reach"].help_text = _("Mit E-Mail geht die Bestätigung gleich hin.")

    def idempotency_key(self):
        """Return the idempotency key of this form."""
        return self.cleaned_data["number"] or uuid4()


class _CorrectionForm(RegistrantForm):
    def __init__(self, data=None, files=None, *, registration: Registration):
        initial = {
            "name": registration.name,
            "people": registration.people,
            "reach": registration.email or registration.phone,
        }
        super().__init__(data, files, initial=initial)
        self.record_key = key_of(registration)


class ChangeForm(MergingFormMixin, _CorrectionForm):
    """Form to correct a registration, merged with what the person has changed meanwhile."""


class _HeadCountForm(forms.Form):
    came = forms.IntegerField(
        label=_("Wie viele waren da?"),
        required=False,
        min_value=0,
        max_value=5000,
        error_messages={
            "invalid": _("Bitte eine ganze Zahl."),
            "min_value": _("Bitte eine Zahl ab 0."),
            "max_value": _("Bitte prüfen Sie die Zahl: Mehr als 5000 passen in kein Haus."),
        },
    )

    def __init__(self, data=None, files=None, *, occurrence, came=None):
        super().__init__(data, files, prefix=f"d{occurrence.pk}", initial={"came": came}, label_suffix="")
        self.occurrence, self.record_name = occurrence, occurrence.shown_title
        self.record_key = f"events.headcount:{occurrence.pk}"
        self.fields["came"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}


class CountForm(MergingFormMixin, _HeadCountForm):
    """Attendance of a date. Empty: not counted."""
