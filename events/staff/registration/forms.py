"""Short forms of the desk."""

from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import MAX_PARTY_SIZE, Registration
from events.registration.registrant import Registrant
from kasch_site.common.admin.optimistic_locking.merging import MergingFormMixin
from kasch_site.common.admin.optimistic_locking.shown import key_of
from kasch_site.common.forms.bounded_fields import IntegerField
from kasch_site.visitors.staff import VisitorDeskForm
from kasch_site.visitors.web.forms import require_letters


class RegisterForm(VisitorDeskForm):
    """Register somebody: a name, the number of people and one contact."""

    people = IntegerField(label=_("Personen"), min_value=1, max_value=MAX_PARTY_SIZE, initial=1)
    # Whether the contact is registered already: the form then has a second button, to register anyway.
    is_there_already = False
    field_order = ("name", "people", "contact")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].help_text = _("Mit E-Mail geht die Bestätigung gleich hin.")
        self.fields["people"].error_messages |= {
            "required": _("Wie viele Personen sind es?"),
            "invalid": _("Bitte eine Zahl: Wie viele Personen sind es?"),
        }

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def registrant(self) -> Registrant:
        """Return the registrant."""
        return Registrant(**self.person_fields())


class _CorrectionForm(RegisterForm):
    def __init__(self, data=None, files=None, *, registration: Registration):
        initial = {**asdict(Registrant.of(registration)), "contact": registration.contact}
        super().__init__(data, files, initial=initial)
        del self.fields["number"]
        self.fields["contact"].help_text = ""
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
