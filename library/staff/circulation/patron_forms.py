"""Forms to register a patron at the desk and to assign a card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import LineField, NameField
from kasch_site.common.forms.bounded_fields import ModelChoiceField
from kasch_site.house.models import Language
from kasch_site.visitors.staff import NO_AUTOFILL, VisitorDeskForm
from kasch_site.visitors.web.forms import require_letters
from library.circulation.desk.scans import MAX_LENGTH, ScanKind, read
from library.circulation.patrons.patrons import NewPatron


class RegisterForm(VisitorDeskForm):
    """Registration of a patron: name, one contact, language; for a child the consenting adult."""

    language = ModelChoiceField(
        label=_("Sprache"), queryset=Language.objects.all(), required=False, empty_label=_("Deutsch")
    )
    guardian = NameField(
        label=_("Nur bei einem Kind: Wer stimmt zu?"),
        max_length=80,
        required=False,
        help_text=_("Name der oder des Erwachsenen. Telefon oder E-Mail oben ist dann deren."),
    )
    card = LineField(
        label=_("Ausweis vom Stapel"),
        max_length=MAX_LENGTH,
        required=False,
        help_text=_("Scannen Sie einen leeren Ausweis. Ohne bekommt die Person eine neue Nummer, zum Drucken."),
    )
    field_order = ("name", "contact", "language", "guardian", "card")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["without_notification"]  # a registration sends no message
        self.fields["guardian"].widget.attrs |= NO_AUTOFILL
        self.fields["card"].widget.attrs |= NO_AUTOFILL

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def clean_guardian(self):
        guardian = self.cleaned_data["guardian"]
        return require_letters(guardian) if guardian else ""

    def clean_card(self):
        return card_number(self.cleaned_data["card"])

    def person(self) -> NewPatron:
        """Return the data of the new patron."""
        fields = {name: value for name, value in self.person_fields().items() if name not in ("number", "card")}
        return NewPatron(**fields)


class CardForm(forms.Form):
    """A new card: a scanned blank one, or a new number."""

    card = LineField(label=_("Ausweis vom Stapel"), max_length=MAX_LENGTH, required=False)

    def clean_card(self):
        return card_number(self.cleaned_data["card"])


def card_number(entered: str) -> str:
    """Return the number of a scanned card; "" for an empty field. Raise `ValidationError` for anything else."""
    scans = read(entered)
    if not scans:
        return ""
    if len({scan.text for scan in scans}) > 1 or scans[0].kind is not ScanKind.CARD:
        raise forms.ValidationError(_("Das ist kein Leseausweis. Bitte scannen Sie den Ausweis noch einmal."))
    return scans[0].text
