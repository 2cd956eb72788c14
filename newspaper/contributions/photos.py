"""Photos of residents: decoded in a separate process (HEIC too), re-encoded without location and camera metadata."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from kasch_site.common.media import decoding, images

# A page of the paper at 300 dots per inch; phones take up to 50 million pixels.
SIZE = images.Size(max_side=3600, max_pixels=55_000_000, quality=88)


class Photo(ContentFile):
    """A re-encoded photo with its content type and its size in pixels. `str()` returns the digest of its bytes."""

    def __init__(self, content: bytes, content_type: str, width: int, height: int):
        super().__init__(content, name="foto")
        self.content, self.content_type, self.width, self.height = content, content_type, width, height

    def __str__(self):
        return hashlib.sha256(self.content).hexdigest()


def read(upload) -> Photo:
    """Return the photo in an upload. Raise `ValidationError` with a sentence that says how to correct it.

    The type is determined from the content; file name and content type of the upload are ignored.
    """
    if images.size_of(upload) > images.MAX_BYTES:
        raise ValidationError(images.TOO_BIG, code="too_big")
    upload.seek(0)
    facts, content = decoding.decode(upload.read(), SIZE)
    if "error" not in facts:
        return Photo(content, facts["type"], facts["width"], facts["height"])
    raise ValidationError(_message(facts["error"], upload), code=facts["error"])


def _message(code, upload):
    if code == images.NOT_AN_IMAGE:
        message = images.other_type_message(upload)
        return images.BROKEN if message == images.HEIC else message  # one that can be read is taken
    if code == "too_many_pixels":
        return _("Das Foto ist zu groß. Bitte schicken Sie es in einer kleineren Größe.")
    return images.BROKEN
