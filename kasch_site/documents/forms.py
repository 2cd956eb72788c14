"""The form of a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.examined_files import ExaminedFileField

from .files import LIMITS, sanitised_upload
from .models import Document


class DocumentFileField(ExaminedFileField):
    """A PDF that `sanitised_upload` has accepted; anything else is refused with its message."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    default_error_messages = {
        "required": _("Bitte wählen Sie ein PDF aus."),
        "empty": _("Die Datei ist leer. Bitte wählen Sie sie noch einmal aus."),
    }

    def accept(self, upload):
        return sanitised_upload(upload)


class DocumentForm(forms.ModelForm):
    file = DocumentFileField(
        label=_("Datei"),
        help_text=_(
            "Ein PDF, höchstens %(megabytes)d MB und %(pages)d Seiten. Programme, Formularfelder und Anhänge nehmen "
            "wir heraus. Sobald Sie gespeichert haben, kann jeder die Datei lesen. Wählen Sie hier später eine neuere "
            "Datei, bleibt die Adresse dieselbe."
        )
        % {"megabytes": LIMITS.max_bytes // 1024 // 1024, "pages": LIMITS.max_pages},
    )

    class Meta:
        model = Document
        fields = ["title", "file", "language", "slug"]
