"""Photos that residents send: from a phone too (HEIC), decoded in a process of their own, without place and camera."""

import hashlib
import json
import tempfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from kasch_site.common.child_processes import running, sandbox
from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.media import images

_PROGRAM = "kasch_site.common.media.decoding_process"
_LIMITS = Limits(memory=1200 * MB, cpu_seconds=20, file_size=30 * MB)
_SECONDS = 40  # on a busy machine; the process itself is limited to half of it
_MAX_HEADER = 200


class Photo(ContentFile):
    """A photo encoded again, with its type and its size in pixels. As a string it is the digest of its bytes."""

    def __init__(self, content: bytes, content_type: str, width: int, height: int):
        super().__init__(content, name="foto")
        self.content, self.content_type, self.width, self.height = content, content_type, width, height

    def __str__(self):
        return hashlib.sha256(self.content).hexdigest()


def read(upload) -> Photo:
    """Return the photo in an upload. Raise `ValidationError` with a sentence that says what to do.

    Its type is decided by its content; neither its name nor the type that the browser says is looked at.
    """
    if images.size_of(upload) > images.MAX_BYTES:
        raise ValidationError(images.TOO_BIG, code="too_big")
    upload.seek(0)
    facts, content = _decode(upload.read())
    if "error" not in facts:
        return Photo(content, facts["type"], facts["width"], facts["height"])
    raise ValidationError(_message(facts["error"], upload), code=facts["error"])


def _decode(content: bytes) -> tuple[dict, bytes]:
    command = sandbox.module_command(_PROGRAM, [], _LIMITS)
    with tempfile.TemporaryFile() as output:
        try:
            running.run(command, output, seconds=_SECONDS, content=content)
        except running.ChildFailed:
            return {"error": "broken"}, b""
        return json.loads(output.readline(_MAX_HEADER)), output.read()


def _message(code, upload):
    if code == images.NOT_AN_IMAGE:
        message = images.other_type_message(upload)
        return images.BROKEN if message == images.HEIC else message  # one that can be read is taken
    if code == "too_many_pixels":
        return _("Das Foto ist zu groß. Bitte schicken Sie es in einer kleineren Größe.")
    return images.BROKEN
