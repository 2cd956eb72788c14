"""What every form of the site does: it speaks plainly, loses nothing that was typed and says what is optional.

`AccessibleForm` is the base of each form, `{% crispy form %}` draws it with the templates in templates/forms/, and the
fields below bring the attributes with which a browser fills them in (WCAG 1.3.5) and a phone shows the right keyboard.
"""

import re
import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import pretty_name
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .bounded_fields import BoundedMixin

# Control characters, halves of surrogate pairs, and marks that turn the direction of what follows: nobody types them,
# databases and XML refuse some, others disguise text. The marks that Arabic and emoji need (U+200C to U+200F) stay.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_BREAKS = re.compile("[\r\n\t\u2028\u2029]+")
# What mail programs make a link of, or our mails would carry advertising to strangers: addresses with their protocol,
# a path or one of the common endings. "Fr.Weber" is a name.
_WEB_ADDRESS = re.compile(
    r"://|\bwww\.|@|\.[a-z]{2,}/"
    r"|\w\.(?:biz|click|com|de|eu|info|io|link|ly|me|net|online|org|ru|shop|site|store|top|xyz)\b",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """The text without invisible characters that nobody types on purpose."""
    return _INVISIBLE.sub("", text)


def is_odd_address(address: str) -> bool:
    """Whether a mail address is right by RFC 5321, and nobody's: "a, b"@example.org, root@localhost, a@[127.0.0.1].

    Our mail server would deliver those to itself or to its neighbours, and a person who asks what we know about them
    would not be found. Takes time in proportion to the length.
    """
    return any(sign in address for sign in '"[]') or "." not in address.rpartition("@")[2]


class PlainText(BoundedMixin):
    """What the text fields below share."""

    attrs: dict = {}

    def to_python(self, value):
        """The tidied text. Raises ValidationError where it is too long, so that no validator sees it."""
        text = super().to_python(self.tidy(visible(value)) if isinstance(value, str) else value)
        self.refuse_longer(text)
        return text

    def tidy(self, text):
        """One line, whatever was pasted."""
        return _LINE_BREAKS.sub(" ", text)

    def widget_attrs(self, widget):
        attrs = {**super().widget_attrs(widget), "dir": "auto", **self.attrs}
        # The browser would cut off what is pasted and say nothing; we say how much is too much.
        attrs.pop("maxlength", None)
        return attrs


class LineField(PlainText, forms.CharField):
    """A short text on one line."""


class TextField(PlainText, forms.CharField):
    """A longer text; the hint names the limit, in characters."""

    widget = forms.Textarea
    attrs = {"rows": "6", "cols": "40"}

    def __init__(self, *, max_length, help_text="", **kwargs):
        limit = format_lazy(_("Höchstens {number} Zeichen."), number=max_length)
        hint = format_lazy("{} {}", help_text, limit) if help_text else limit
        super().__init__(max_length=max_length, help_text=hint, **kwargs)

    def tidy(self, text):
        """A line break is one character, as it is for whoever counts."""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class NameField(LineField):
    """The name of the person who fills in the form; it may stand in a mail to whatever address they have typed."""

    attrs = {"autocomplete": "name"}
    default_validators = [
        RegexValidator(
            _WEB_ADDRESS,
            _("Schreiben Sie hier nur den Namen, ohne Internet- oder E-Mail-Adresse."),
            code="web_address",
            inverse_match=True,
        )
    ]

    def __init__(self, *, max_length=120, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


class EmailField(PlainText, forms.EmailField):
    """Their mail address."""

    attrs = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false", "dir": "ltr"}

    def __init__(self, *, max_length=254, error_messages=None, **kwargs):
        wrong = _("Schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel so: name@beispiel.de")
        super().__init__(max_length=max_length, error_messages={"invalid": wrong, **(error_messages or {})}, **kwargs)

    def validate(self, value):
        super().validate(value)
        if value and is_odd_address(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class PhoneField(LineField):
    """Their phone number, in whatever way they write it."""

    widget = forms.TextInput(attrs={"type": "tel"})
    attrs = {"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}
    default_validators = [
        RegexValidator(
            r"^\+?(?:[ ()/.–-]*\d){5,15}[ ()/.–-]*$",
            _("Schreiben Sie die Telefonnummer mit Vorwahl und nur mit Ziffern, zum Beispiel so: 01234 567890"),
        )
    ]

    def __init__(self, *, max_length=40, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def tidy(self, text):
        """Digits of every script become those that phones dial, so that the same number is the same."""
        plain = unicodedata.normalize("NFKC", super().tidy(text))
        return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)


class ContactField(LineField):
    """A phone number or a mail address, as they like."""

    attrs = {"autocomplete": "email", "spellcheck": "false"}

    def __init__(self, *, max_length=200, **kwargs):
        super().__init__(max_length=max_length, **kwargs)


class ReachField(ContactField):
    """A mail address or a phone number, one of the two; cleaned to the words of the one that it is."""

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
    """The manners of a form; goes before Django's Form or ModelForm."""

    # The browser's own bubbles speak its language, not ours, and vanish; the summary and the fields say what is wrong.
    use_required_attribute = False
    submit_label = _("Absenden")
    closing_words = ""  # before the button: what happens with what was typed

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            speak_plainly(field, str(field.label or pretty_name(name)))

    @property
    def helper(self):
        """How crispy draws the form: `layout()` and the submit button."""
        helper = FormHelper()
        helper.layout = self.layout()
        helper.attrs = {"novalidate": True}
        helper.add_input(Submit("", self.submit_label))
        return helper

    def layout(self):
        """A crispy Layout where fields are grouped; None for one field below the other."""
        return


class AccessibleForm(AccessibleFormMixin, forms.Form):
    """Base of the site's forms."""


class AccessibleModelForm(AccessibleFormMixin, forms.ModelForm):
    """Base of the site's forms that write a record."""


def speak_plainly(field, label):
    """Replace Django's stock sentences of a field by ones that name it and say how to mend the mistake.

    What a form says itself (`error_messages`) stays.
    """
    stock = {}
    for base in reversed(type(field).__mro__):
        stock.update(getattr(base, "default_error_messages", {}))
    for code, sentence in plain_sentences(field, label).items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = sentence


def plain_sentences(field, label):
    """Our sentences by Django's error codes; those about lengths get their numbers from the validators."""
    label_in_format = label.replace("%", "%%")
    return {
        "required": required_sentence(field, label),
        "invalid_choice": _now("Wählen Sie bei „{label}“ eine der Möglichkeiten aus.").format(label=label),
        "max_length": _now(
            "Bitte kürzen Sie „{label}“: Höchstens %(limit_value)d Zeichen sind möglich, es sind jetzt %(show_value)d."
        ).format(label=label_in_format),
        "min_length": _now(
            "Bitte schreiben Sie bei „{label}“ etwas mehr: Es müssen mindestens %(limit_value)d Zeichen sein."
        ).format(label=label_in_format),
    }


def required_sentence(field, label):
    """What to do about a field that was left empty, by what one does with it."""
    if isinstance(field, forms.BooleanField):
        return _now("Setzen Sie das Häkchen bei „{label}“.").format(label=label)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _now("Wählen Sie bei „{label}“ etwas aus.").format(label=label)
    if isinstance(field, forms.FileField):
        return _now("Wählen Sie bei „{label}“ eine Datei aus.").format(label=label)
    return _now("Füllen Sie das Feld „{label}“ aus.").format(label=label)
