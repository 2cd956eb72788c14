"""Public forms: registration, look-up, change of the number of people."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.registration.registrant import Registrant
from events.registration.retention import REGISTRATION_RETENTION
from kasch_site.common.forms.base import AccessibleForm
from kasch_site.common.forms.bounded_fields import CharField, TypedChoiceField
from kasch_site.visitors.web.forms import VisitorForm
from kasch_site.visitors.web.look_up import LookUpForm


class PeopleField(TypedChoiceField):
    """Number of people, as a select: prevents typing errors."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, label=_("Wie viele Personen kommen?"), initial=1, **kwargs)

    def offer(self, max_people: int):
        """Offer the choices from 1 to `max_people`."""
        self.choices = [
            (number, ngettext("%(number)d Person", "%(number)d Personen", number) % {"number": number})
            for number in range(1, max_people + 1)
        ]


class RegistrationForm(VisitorForm):
    """Registration form: a name, the number of people and one contact, nothing else."""

    people = PeopleField(help_text=_("Zählen Sie sich selbst mit."))

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.submit_label = _("Auf die Warteliste") if places.is_full else _("Anmelden")
        people = self.fields["people"]
        people.offer(places.max_people)
        if places.free is not None and not places.is_full and places.free < places.max_people:
            people.help_text = format_lazy("{} {}", people.help_text, _places_left_in_words(places.free))

    def registrant(self) -> Registrant:
        """Return the registrant."""
        return Registrant(**self.person_fields())

    @property
    def retention_note(self):
        """Return who reads the data, and when they are erased."""
        return _now(
            "Name und Kontakt lesen nur Menschen, die hier im Haus arbeiten, und nur für diesen Termin. "
            "%(days)d Tage danach löschen wir beides."
        ) % {"days": REGISTRATION_RETENTION.days}


class PeopleForm(AccessibleForm):
    """Form to change the number of people."""

    submit_label = _("Anzahl ändern")

    do = CharField(max_length=20, widget=forms.HiddenInput, initial="people")
    people = PeopleField()

    def __init__(self, *args, max_people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].offer(max_people)


class CodeForm(LookUpForm):
    """Look-up form for registrants without mail."""

    heading = _("Meine Anmeldung")
    purpose = _("Mit Ihrem Code sehen Sie Ihre Anmeldung, ändern sie oder melden sich ab.")
    submit_label = _("Anmeldung zeigen")


def _places_left_in_words(free):
    return ngettext(
        "Zurzeit ist noch %(free)d Platz frei. Sind Sie mehr, kommen Sie zusammen auf die Warteliste.",
        "Zurzeit sind noch %(free)d Plätze frei. Sind Sie mehr, kommen Sie zusammen auf die Warteliste.",
        free,
    ) % {"free": free}
