"""Uploaded files that take long to examine, such as a PDF or a photo."""

from django import forms
from django.core.exceptions import ValidationError


class ExaminedFileField(forms.FileField):
    """A file that is examined once in a request, by `examine` or else while the form is validated."""

    def accept(self, upload):
        """Return the file to store instead of an upload, or raise `ValidationError`."""
        raise NotImplementedError

    def examine(self, upload) -> None:
        """Keep what `accept` says with the upload, for the validation of the form."""
        try:
            upload.accepted, upload.refusal = self.accept(upload), None
        except ValidationError as error:
            upload.accepted, upload.refusal = None, error

    def to_python(self, data):
        upload = super().to_python(data)
        if not upload:
            return None
        if not hasattr(upload, "accepted"):
            self.examine(upload)
        if upload.refusal is not None:
            raise upload.refusal
        return upload.accepted
