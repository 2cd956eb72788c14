"""Fields of the forms for contributions: a photo, an issue, a text whose words are counted."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.forms.base import LineField, TextField
from newspaper.contributions import photos
from newspaper.models import MAX_TEXT_LENGTH
from newspaper.models.issues import FIRST_YEAR, LAST_YEAR
from newspaper.models.paper import MAX_ISSUES_PER_YEAR

_ISSUE = re.compile(r"\s*(\d{1,3})\s*[/.-]\s*(\d{4})\s*", re.ASCII)


class PhotoField(forms.FileField):
    """A photo, processed by `photos.read`. `kept_files` adds kept photos to the uploads of a new submission."""

    widget = forms.FileInput(attrs={"accept": "image/*,.heic,.heif"})

    def clean(self, data, initial=None):
        """Return the photo, or None. Raise `ValidationError`."""
        upload = super().clean(data, initial)
        return photos.read(upload) if upload else None


class IssueField(LineField):
    """An old issue, as a resident writes it."""

    def clean(self, value):
        """Return the submitted text."""
        text = super().clean(value)
        if text and not any(character.isdigit() for character in text):
            raise ValidationError(_("Schreiben Sie die Nummer oder das Jahr dazu, zum Beispiel 2/2026."))
        return text


def issue_in(text: str) -> tuple[int, int] | None:
    """Return number and year of a text such as "2/2026"; None if it is no issue."""
    found = _ISSUE.fullmatch(text[:20])
    if not found:
        return None
    number, year = map(int, found.groups())
    is_plausible = 1 <= number <= MAX_ISSUES_PER_YEAR and FIRST_YEAR <= year <= LAST_YEAR
    return (number, year) if is_plausible else None


class WordsField(TextField):
    """A text with a limit in words, set by `limit_words`. A script counts them during input."""

    attrs = {"rows": "12", "cols": "40"}

    def __init__(self, **kwargs):
        super().__init__(max_length=MAX_TEXT_LENGTH, **kwargs)
        self.help_text = ""

    def limit_words(self, number: int) -> None:
        """Set the maximum number of words in the help text and for the script."""
        self.help_text = _("Höchstens %(number)d Wörter.") % {"number": number}
        self.widget.attrs |= {
            "data-max-words": str(number),
            "data-words": _("{number} von {limit} Wörtern"),
            "data-words-excess": _("{number} von {limit} Wörtern: bitte um {excess} kürzen"),
        }


CAPTION_HELP = gettext_lazy("Wer, was, wo und wann? Das wird die Zeile unter dem Foto.")
