"""Shared parts of forms for persons without an account."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.forms.base import AccessibleForm, EmailOrPhoneField, NameField
from kasch_site.common.forms.guard import GuardedFormMixin
from kasch_site.common.text.phone import tidy
from kasch_site.house.stationery import data_controller


def require_letters(name: str) -> str:
    """Return the name; raise `ValidationError` if it has no letter: a record is found again by the first letters."""
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("Schreiben Sie den Namen mit Buchstaben."))
    return name


def contact_fields(contact: str) -> dict[str, str]:
    """Return what was typed into one field as a field of `Visitor`: `email`, or `phone` in its tidy form."""
    return {"email": contact} if "@" in contact else {"phone": tidy(contact)}


def person_fields(form: forms.Form, *except_for: str) -> dict:
    """Return the answers of a form that asks for `name` and `contact`, as fields of `Visitor` and of the section."""
    left_out = {"contact", *except_for}
    answers = {name: value for name, value in form.cleaned_data.items() if name not in left_out}
    return {**answers, **contact_fields(form.cleaned_data["contact"])}


class VisitorForm(GuardedFormMixin, AccessibleForm):
    """A public form that asks for a name and one way to reach the person; a section adds its fields between them."""

    name = NameField(
        label=gettext_lazy("Wie heißen Sie?"),
        max_length=80,
        error_messages={"required": gettext_lazy("Schreiben Sie Ihren Namen.")},
    )
    contact = EmailOrPhoneField(
        label=gettext_lazy("Wie erreichen wir Sie?"),
        help_text=gettext_lazy("E-Mail oder Telefon, eines genügt."),
        error_messages={"required": gettext_lazy("Schreiben Sie eine E-Mail-Adresse oder eine Telefonnummer.")},
    )
    retention_note = ""  # who reads the answers, and when they are erased

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["name", *(name for name in self.fields if name not in ("name", "contact")), "contact"])

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def person_fields(self) -> dict:
        """Return what was typed, as fields of `Visitor` and of the section."""
        return person_fields(self)

    @property
    def privacy_note(self):
        """Return the notice below the form."""
        name = data_controller()
        responsible = _("Verantwortlich: %(name)s.") % {"name": name} if name else ""
        return " ".join(filter(None, [str(self.retention_note), responsible]))
