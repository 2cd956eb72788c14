"""PDFs that staff upload: sanitised before they are stored."""

import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from kasch_site.common.child_processes.limits import MB
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.common.pdf.file_types import refuse_too_large
from kasch_site.common.pdf.sanitising import PdfLimits, sanitise

LIMITS = PdfLimits(max_bytes=20 * MB, max_pages=100, cpu_seconds=10, seconds=20)


class SanitisedPdf(ContentFile):
    """A PDF returned by `sanitised_upload`, with a random name."""

    def __init__(self, content: bytes, page_count: int):
        super().__init__(content, name=f"{secrets.token_hex(10)}.pdf")
        self.page_count = page_count


def sanitised_upload(upload) -> SanitisedPdf:
    """Return an uploaded PDF without active content; its name is ignored.

    Raise `ValidationError` with a sentence that says why it is refused, and what to do.
    """
    try:
        refuse_too_large(upload.size, LIMITS.max_bytes)
        with tempfile.NamedTemporaryFile(suffix=".pdf") as copy, tempfile.TemporaryFile() as sanitised:
            upload.seek(0)
            for chunk in upload.chunks():
                copy.write(chunk)
            copy.flush()
            facts = sanitise(Path(copy.name), sanitised, LIMITS)
            sanitised.seek(0)
            return SanitisedPdf(sanitised.read(), facts.page_count)
    except FileRefused as error:
        raise ValidationError(str(error), code="refused") from error
