"""Public forms: registration, look-up, change of the number of people."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.registration.registrations import Registrant
from events.registration.retention import REGISTRATION_RETENTION
from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, NameField
from kasch_site.common.forms.bounded_fields import CharField, TypedChoiceField
from kasch_site.common.forms.guard import GuardedFormMixin
from kasch_site.house.building import building
from kasch_site.visitors.forms import contact_fields, require_letters
from kasch_site.visitors.look_up import LookUpForm


class PeopleField(TypedChoiceField):
    """Number of people, as a select: prevents typing errors."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, label=_("Wie viele Personen kommen?"), initial=1, **kwargs)

    def offer(self, most: int):
        """Offer the choices from 1 to `most`."""
        self.choices = [
            (number, ngettext("%(number)d Person", "%(number)d Personen", number) % {"number": number})
            for number in range(1, most + 1)
        ]


class RegistrationForm(GuardedFormMixin, AccessibleForm):
    """Registration form: a name, the number of people and one contact, nothing else."""

    name = NameField(
        label=_("Wie heißen Sie?"), max_length=80, error_messages={"required": _("Schreiben Sie Ihren Namen.")}
    )
    people = PeopleField(help_text=_("Zählen Sie sich selbst mit."))
    reach = EmailOrPhoneField(
        label=_("Wie erreichen wir Sie?"),
        help_text=_("E-Mail oder Telefon, eines genügt."),
        error_messages={"required": _("Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer.")},
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label = _("Auf die Warteliste") if places.is_full else _("Anmelden")
        people = self.fields["people"]
        people.offer(places.most)
        if places.free is not None and not places.is_full and places.free < places.most:
            people.help_text = format_lazy("{} {}", people.help_text, _few_places(places.free))

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def registrant(self) -> Registrant:
        """Return the registrant."""
        typed = self.cleaned_data
        return Registrant(typed["name"], typed["people"], **contact_fields(typed["reach"]))

    @property
    def privacy_note(self):
        """Return the notice below the form."""
        house = building().house
        values = _now(
            "Name und Kontakt lesen nur Menschen, die hier im Haus arbeiten, und nur für diesen Termin. "
            "%(days)d Tage danach löschen wir beides."
        ) % {"days": REGISTRATION_RETENTION.days}
        if house is None:
            return values
        # "e.V." already ends with a full stop.
        responsible = (house.operator or house.name).removesuffix(".")
        return f"{values} {_now('Verantwortlich: %(name)s.') % {'name': responsible}}"


class PeopleForm(AccessibleForm):
    """Form to change the number of people."""

    submit_label = _("Anzahl ändern")

    do = CharField(max_length=20, widget=forms.HiddenInput, initial="people")
    people = PeopleField()

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].offer(most)


class CodeForm(LookUpForm):
    """Look-up form for registrants without mail."""

    submit_label = _("Anmeldung zeigen")


def _few_places(free):
    return ngettext(
        "Zurzeit ist noch %(free)d Platz frei. Sind Sie mehr, kommen Sie zusammen auf die Warteliste.",
        "Zurzeit sind noch %(free)d Plätze frei. Sind Sie mehr, kommen Sie zusammen auf die Warteliste.",
        free,
    ) % {"free": free}
