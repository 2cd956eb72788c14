"""Photos of phones (HEIC), decoded in a process of their own, whose memory and time are limited."""

import json
import secrets
import tempfile

from django.core.exceptions import ValidationError

from kasch_site.common.child_processes import running, sandbox
from kasch_site.common.child_processes.limits import MB, Limits

from . import images

_PROGRAM = "kasch_site.common.media.decoding_process"
LIMITS = Limits(memory=1200 * MB, cpu_seconds=20, file_size=30 * MB)
_PHOTO = images.Size(max_pixels=images.MAX_JPEG_PIXELS)
_SECONDS = 40  # on a busy machine; the process itself is limited to half of it
_MAX_HEADER = 200
_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}


def decode(content: bytes, size: images.Size) -> tuple[dict, bytes]:
    """Return what an image is (`type`, `width`, `height`) and its bytes, encoded again; or the code of an `error`."""
    arguments = [str(number) for number in (size.max_side, size.max_pixels, size.quality)]
    command = sandbox.module_command(_PROGRAM, arguments, LIMITS)
    with tempfile.TemporaryFile() as output:
        try:
            running.run(command, output, seconds=_SECONDS, content=content)
        except running.ChildFailed:
            return {"error": "broken"}, b""
        return json.loads(output.readline(_MAX_HEADER)), output.read()


def clean_photo(upload) -> images.CleanImage:
    """Return an uploaded HEIC photo as JPEG, as `images.clean_upload` does others. Raise `ValidationError`."""
    if images.size_of(upload) > images.MAX_BYTES:
        raise ValidationError(images.TOO_BIG, code="too_big")
    upload.seek(0)
    facts, content = decode(upload.read(), _PHOTO)
    if "error" in facts:
        is_too_large = facts["error"] == "too_many_pixels"
        raise ValidationError(images.TOO_MANY_PIXELS if is_too_large else images.BROKEN, code=facts["error"])
    return images.CleanImage(content, name=f"{secrets.token_hex(10)}.{_EXTENSIONS[facts['type']]}")
