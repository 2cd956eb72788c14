"""The short forms of the desk: the person and their needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from counselling.booking.corrections import Contact
from counselling.booking.person import Person
from counselling.booking.refusals.errors import NO_CONTACT
from counselling.models import Booking
from kasch_site.common.admin.optimistic_locking.merging import MergingFormMixin
from kasch_site.common.admin.optimistic_locking.shown import key_of
from kasch_site.common.forms.base import AccessibleForm, EmailField, LineField, NameField, PhoneField
from kasch_site.common.forms.bounded_fields import BooleanField, ModelChoiceField
from kasch_site.common.text.phone import tidy
from kasch_site.house.models import Language
from kasch_site.visitors.staff import NO_AUTOFILL, VisitorDeskForm
from kasch_site.visitors.web.forms import person_fields, require_letters

_CONTACT = ("name", "phone", "email")


class _InterpreterForm(VisitorDeskForm):
    interpreter = ModelChoiceField(
        label=_("Dolmetschen"), queryset=Language.objects.all(), required=False, empty_label=_("nicht nötig")
    )


class DeskBookingForm(_InterpreterForm):
    """Form to book an appointment for a person; submitting it twice creates one booking."""

    note = LineField(
        label=_("Hinweis"), max_length=200, required=False, help_text=_("Nichts zum Fall, nur was den Termin betrifft.")
    )
    needs_step_free = BooleanField(label=_("braucht einen Weg ohne Stufen"), required=False)
    brings_companion = BooleanField(label=_("kommt in Begleitung"), required=False)
    field_order = ("name", "contact", "interpreter", "note", "needs_step_free", "brings_companion")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Auch ein anderer Name ist gut.")
        self.fields["contact"].required = False
        self.fields["contact"].help_text = _("Ohne geht es auch: Dann bleibt nur der Zettel.")

    def person(self) -> Person:
        """Return the person and their needs."""
        return Person(**self.person_fields())


class DeskWaitlistForm(_InterpreterForm):
    """Form to put a person on the waitlist of a topic; submitting it twice creates one entry."""

    is_urgent = BooleanField(label=_("Eine Frist ist nah"), required=False)
    field_order = ("name", "contact", "interpreter", "is_urgent")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["without_notification"]  # persons on the waitlist have to be notified of a free slot
        self.fields["name"].help_text = _("Auch ein anderer Name ist gut.")
        self.fields["contact"].help_text = _("An eine E-Mail-Adresse geht ein Link, mit dem man sie bestätigt.")

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def person(self) -> Person:
        """Return the person."""
        return Person(**person_fields(self, "number", "is_urgent"))


class _ContactForm(AccessibleForm):
    name = NameField(label=_("Name"), max_length=80)
    phone = PhoneField(label=_("Telefon"), required=False)
    email = EmailField(label=_("E-Mail"), required=False)
    without_notification = BooleanField(label=_("ohne Nachricht: Ich sage es selbst"), required=False)

    def __init__(self, data=None, files=None, *, booking: Booking):
        super().__init__(data, files, initial={name: getattr(booking, name) for name in _CONTACT})
        self.booking, self.record_key = booking, key_of(booking)
        for name in _CONTACT:
            self.fields[name].widget.attrs |= NO_AUTOFILL

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def clean_phone(self):
        return tidy(self.cleaned_data["phone"])

    def clean(self):
        typed = super().clean()
        is_reachable = typed.get("email") or typed.get("phone") or self.booking.at_desk
        if not is_reachable and not {"email", "phone"} & self.errors.keys():
            self.add_error("phone", NO_CONTACT)
        return typed

    def contact(self) -> Contact:
        """Return the corrected contact."""
        return Contact(**{name: self.cleaned_data[name] for name in _CONTACT})


class CorrectionForm(MergingFormMixin, _ContactForm):
    """Correct the name and the contact of a person, merged with what somebody else has changed meanwhile."""


class _MonthForm(forms.Form):
    def __init__(self, data=None, files=None, *, topics, month, saved_counts):
        super().__init__(data, files, initial={f"t{topic}": count for topic, count in saved_counts.items()})
        self.topics, self.record_key = topics, f"counselling.walk_ins:{month.isoformat()}"
        for topic in topics:
            field = forms.IntegerField(label=topic.name, required=False, min_value=0, max_value=5000)
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
            self.fields[f"t{topic.pk}"] = field

    def counts(self):
        """Return pairs of topic and number for the fields that were filled in."""
        typed = ((topic, self.cleaned_data[f"t{topic.pk}"]) for topic in self.topics)
        return [(topic, count) for topic, count in typed if count is not None]


class WalkInForm(MergingFormMixin, _MonthForm):
    """Number of visitors in the walk-in hours of a month, by topic. Empty means not counted."""
