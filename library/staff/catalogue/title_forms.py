"""Forms for titles and copies, from typed, scanned or looked-up data."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.pictures.forms import PictureFileField
from kasch_site.common.models import Picture
from library.catalogue.copies import NumberTaken, check_label
from library.catalogue.records.isbn import MAX_LENGTH as MAX_ISBN_LENGTH
from library.catalogue.records.isbn import InvalidISBN, normalise
from library.catalogue.records.record import MAX_COPIES
from library.models import Copy, Title
from library.models.numbers import LENGTH

MORE_COPIES = "admin:library_title_copies"


class ISBNField(forms.CharField):
    """An ISBN, typed or scanned; cleaned to 13 digits without hyphens."""

    def __init__(self, **kwargs):
        # A scanner sends digits and Enter; "numeric" shows a phone's keyboard of digits.
        kwargs.setdefault("max_length", MAX_ISBN_LENGTH)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "class": "vTextField"}

    def clean(self, value):
        text = super().clean(value)
        try:
            return normalise(text)
        except InvalidISBN as error:
            raise ValidationError(error.args[0], code="invalid") from error


class LookUpForm(forms.Form):
    """The ISBN of a new book, typed or on a photo of its bar code."""

    isbn = ISBNField(label=_("ISBN"), required=False)
    photo = forms.FileField(
        label=_("oder ein Foto vom Strichcode"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


def _label_number(text: str, copy: Copy | None = None) -> str:
    """Return the number of a printed label; raise `ValidationError` if it cannot be used."""
    number = text.strip()
    try:
        if number:
            check_label(number, copy)
    except NumberTaken as error:
        raise ValidationError(error.args[0], code="number_taken") from error
    return number


class TitleForm(forms.ModelForm):
    """Form of a title. `isbn` accepts every spelling; an uploaded cover is added to the pictures."""

    isbn = ISBNField(
        label=_("ISBN"), required=False, help_text=_("Leer lassen, wenn das Buch keine hat: Das ist kein Fehler.")
    )
    cover_file = PictureFileField(
        label=_("Neues Bild vom Umschlag"),
        required=False,
        help_text=_("Nur, wenn das Haus das Bild zeigen darf: ein eigenes Foto, oder mit Erlaubnis des Verlags."),
    )
    cover_credit = forms.CharField(
        label=_("Von wem ist das Bild, wer hat es erlaubt?"),
        required=False,
        max_length=Picture._meta.get_field("credit").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean_isbn(self):
        isbn = self.cleaned_data["isbn"]
        existing = Title.objects.filter(isbn=isbn).exclude(pk=self.instance.pk).first() if isbn else None
        if existing is not None:
            text = _("Diese ISBN gibt es schon: {title}. Dort können Sie ein weiteres Exemplar anlegen.")
            link = format_html('<a href="{}">{}</a>', reverse(MORE_COPIES, args=[existing.pk]), existing.title)
            raise ValidationError(format_html(text, title=link), code="exists")
        return isbn

    def clean(self):
        data = super().clean()
        if data.get("cover_file") and not data.get("cover_credit"):
            self.add_error("cover_credit", _("Bitte schreiben Sie, von wem das Bild ist und wer es erlaubt hat."))
        return data


class NewTitleForm(TitleForm):
    """Form of a title with its first copies."""

    copies = forms.IntegerField(
        label=_("Wie viele Exemplare?"),
        min_value=0,
        max_value=MAX_COPIES,
        initial=1,
        help_text=_("Die Nummern vergibt die Website."),
    )
    shelf = forms.CharField(
        label=_("Regal"),
        required=False,
        max_length=Copy._meta.get_field("shelf").max_length,
        help_text=_("Zum Beispiel „Roman K“."),
        widget=forms.TextInput(attrs={"class": "vTextField", "list": "shelves"}),
    )
    number = forms.CharField(
        label=_("Nummer auf einem Etikett, das schon klebt"),
        required=False,
        max_length=2 * LENGTH,
        help_text=_("Nur bei Etiketten, die im Voraus gedruckt sind: bitte scannen."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "vTextField", "inputmode": "numeric"}),
    )

    def clean_number(self):
        return _label_number(self.cleaned_data["number"])


class MoreCopiesForm(forms.Form):
    """Further copies of an existing title."""

    copies = forms.IntegerField(label=_("Wie viele?"), min_value=1, max_value=MAX_COPIES, initial=1)
    shelf = forms.CharField(
        label=_("Regal"), required=False, max_length=Copy._meta.get_field("shelf").max_length, widget=forms.TextInput
    )
    number = forms.CharField(
        label=_("Nummer auf einem Etikett, das schon klebt"),
        required=False,
        max_length=2 * LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_number(self):
        return _label_number(self.cleaned_data["number"])
