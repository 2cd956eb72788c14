"""The base of all forms of the site: plain error messages, preserved input, marked optional fields.

`AccessibleForm` is the base class, `{% crispy form %}` renders it with the templates in templates/forms/, and the
fields below set the attributes for autofill (WCAG 1.3.5) and for the keyboard of a phone.
"""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import pretty_name
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.email_address import is_email, without_format_characters
from kasch_site.common.text.names import has_phone_number, has_web_address
from kasch_site.common.text.phone import can_be_called

from .bounded_fields import BoundedMixin

# Control characters, lone surrogates and bidirectional overrides: databases and XML refuse some, others disguise text.
# The marks that Arabic and emoji need (U+200C to U+200F) are allowed.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LINE_BREAKS = re.compile("[\r\n\t\u2028\u2029]+")


def visible(text: str) -> str:
    """Return the text without invisible characters."""
    return _INVISIBLE.sub("", text)


class PlainText(BoundedMixin):
    """Shared behaviour of the text fields below."""

    attrs: dict = {}

    def to_python(self, value):
        """Return the normalised text. Raise `ValidationError` if it is too long, before any validator runs."""
        text = super().to_python(self.tidy(visible(value)) if isinstance(value, str) else value)
        self.check_length(text)
        return text

    def tidy(self, text):
        """Collapse the text to one line."""
        return _LINE_BREAKS.sub(" ", text)

    def widget_attrs(self, widget):
        attrs = {**super().widget_attrs(widget), "dir": "auto", **self.attrs}
        # With `maxlength` browsers truncate pasted text silently; the server reports the excess instead.
        attrs.pop("maxlength", None)
        return attrs


class LineField(PlainText, forms.CharField):
    """A short text on one line."""


class TextField(PlainText, forms.CharField):
    """A longer text; the hint gives the limit in characters."""

    widget = forms.Textarea
    attrs = {"rows": "6", "cols": "40"}

    def __init__(self, *, max_length, help_text="", **kwargs):
        limit = format_lazy(_("Höchstens {number} Zeichen."), number=max_length)
        hint = format_lazy("{} {}", help_text, limit) if help_text else limit
        super().__init__(max_length=max_length, help_text=hint, **kwargs)

    def tidy(self, text):
        """Normalise line breaks to one character each."""
        return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse_advertising(name: str) -> None:
    """Raise `ValidationError` for a name with an address or phone number, which our mails would carry to strangers."""
    if has_web_address(name):
        raise ValidationError(
            _("Schreiben Sie hier nur den Namen, ohne Internet- oder E-Mail-Adresse."), code="web_address"
        )
    if has_phone_number(name):
        raise ValidationError(_("Schreiben Sie hier nur den Namen, ohne Telefonnummer."), code="phone_number")


class NameField(LineField):
    """The name of the sender; it may appear in a mail to an unverified address."""

    attrs = {"autocomplete": "name"}
    default_validators = [refuse_advertising]

    def __init__(self, *, max_length=120, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


INVALID_EMAIL = _("Schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel so: name@beispiel.de")


class EmailField(PlainText, forms.EmailField):
    """The sender's mail address."""

    attrs = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false", "dir": "ltr"}

    def __init__(self, *, max_length=254, error_messages=None, **kwargs):
        messages = {"invalid": INVALID_EMAIL, **(error_messages or {})}
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and not is_email(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class PhoneField(LineField):
    """The sender's phone number in any notation."""

    widget = forms.TextInput(attrs={"type": "tel"})
    attrs = {"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}
    default_error_messages = {
        "invalid": _("Schreiben Sie die Telefonnummer mit Vorwahl und nur mit Ziffern, zum Beispiel so: 01234 567890")
    }
    default_validators = [RegexValidator(r"^\+?(?:[ ()/.–-]*\d){5,15}[ ()/.–-]*$", default_error_messages["invalid"])]

    def __init__(self, *, max_length=40, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def validate(self, value):
        """Refuse a number that is too short to be called."""
        super().validate(value)
        has_digits = sum(character.isdigit() for character in value or "") >= 5
        if has_digits and not can_be_called(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")

    def tidy(self, text):
        """Convert digits of all scripts to ASCII and all dashes to hyphens, without format characters."""
        return _DASHES.sub("-", without_format_characters(super().tidy(text)))


class ContactField(LineField):
    """A phone number or a mail address."""

    attrs = {"autocomplete": "email", "spellcheck": "false"}

    def __init__(self, *, max_length=200, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


class EmailOrPhoneField(ContactField):
    """A mail address or a phone number; cleaned as the one that it is."""

    default_error_messages = {
        "invalid": _(
            "Schreiben Sie eine E-Mail-Adresse, zum Beispiel name@beispiel.de, oder eine Telefonnummer mit Vorwahl, "
            "zum Beispiel 01234 567890."
        )
    }

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        try:
            return (EmailField() if "@" in text else PhoneField()).clean(text)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class AccessibleFormMixin:
    """Behaviour shared by all forms; listed before Django's Form or ModelForm."""

    # The browser's validation messages use its own language and disappear; the error summary and the fields replace
    # them.
    use_required_attribute = False
    submit_label = _("Absenden")
    privacy_note = ""  # shown above the button: how the data is used

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            set_plain_messages(field, str(field.label or pretty_name(name)))

    @property
    def helper(self):
        """Return crispy's FormHelper: `layout()` and the submit button."""
        helper = FormHelper()
        helper.layout = self.layout()
        helper.attrs = {"novalidate": True}
        helper.add_input(Submit("", self.submit_label))
        return helper

    def layout(self):
        """Return a crispy Layout for grouped fields; None for one field below the other."""
        return


class AccessibleForm(AccessibleFormMixin, forms.Form):
    """Base of the site's forms."""


class AccessibleModelForm(AccessibleFormMixin, forms.ModelForm):
    """Base of the site's model forms."""


def set_plain_messages(field, label):
    """Replace Django's default error messages of a field by ones that name it and say how to fix the error.

    Messages that a form sets itself (`error_messages`) are not replaced.
    """
    default_messages = {}
    for base in reversed(type(field).__mro__):
        default_messages.update(getattr(base, "default_error_messages", {}))
    for code, message in plain_messages(field, label).items():
        if field.error_messages.get(code) == default_messages.get(code):
            field.error_messages[code] = message


def plain_messages(field, label):
    """Return our messages by Django's error codes; the validators fill in the numbers of length messages."""
    label_in_format = label.replace("%", "%%")
    return {
        "required": required_message(field, label),
        "invalid_choice": gettext("Wählen Sie bei „{label}“ eine der Möglichkeiten aus.").format(label=label),
        "max_length": gettext(
            "Bitte kürzen Sie „{label}“: Höchstens %(limit_value)d Zeichen sind möglich, es sind jetzt %(show_value)d."
        ).format(label=label_in_format),
        "min_length": gettext(
            "Bitte schreiben Sie bei „{label}“ etwas mehr: Es müssen mindestens %(limit_value)d Zeichen sein."
        ).format(label=label_in_format),
    }


def required_message(field, label):
    """Return the message for a required field left empty, by the type of its widget."""
    if isinstance(field, forms.BooleanField):
        return gettext("Setzen Sie das Häkchen bei „{label}“.").format(label=label)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return gettext("Wählen Sie bei „{label}“ etwas aus.").format(label=label)
    if isinstance(field, forms.FileField):
        return gettext("Wählen Sie bei „{label}“ eine Datei aus.").format(label=label)
    return gettext("Füllen Sie das Feld „{label}“ aus.").format(label=label)
