"""The admin form for pictures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.examined_files import ExaminedFileField
from kasch_site.common.media.decoding import clean_photo
from kasch_site.common.media.images import clean_upload, is_heic
from kasch_site.common.models import Picture


class PictureFileField(ExaminedFileField):
    """A file that `images.clean_upload` has accepted; anything that is not an image is refused with its message.

    A photo in the format HEIC is converted.
    """

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif,.heic,.heif"})
    default_error_messages = {
        "required": _("Bitte wählen Sie ein Bild aus."),
        "empty": _("Die Datei ist leer. Bitte wählen Sie das Bild noch einmal aus."),
    }

    def accept(self, upload):
        return clean_photo(upload) if is_heic(upload) else clean_upload(upload)


class PictureForm(forms.ModelForm):
    """Require a description, unless the picture is decorative."""

    file = PictureFileField(
        label=_("Datei"),
        help_text=_(
            "Ein Foto vom Handy (auch HEIC), JPEG, PNG, WebP oder GIF, höchstens 20 MB. Wir verkleinern "
            "das Bild und entfernen, was das Handy über Ort und Zeit hineingeschrieben hat."
        ),
    )

    class Meta:
        model = Picture
        fields = ["file", "title", "alt", "is_decorative", "focus", "credit", "rights"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["focus"].required = False

    def clean_focus(self):
        """Return what remains of a cropped picture: its middle, unless another part is chosen."""
        return self.cleaned_data["focus"] or Picture.Focus.CENTER

    def clean(self):
        data = super().clean()
        if data.get("alt") or data.get("is_decorative"):
            return data
        self.add_error(
            "alt", _("Beschreiben Sie das Bild in einem Satz. Sagt es nichts Eigenes, kreuzen Sie „nur Schmuck“ an.")
        )
        return data
