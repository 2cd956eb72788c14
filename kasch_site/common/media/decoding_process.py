"""Decode one photo in a process of its own, which its caller limits: a broken file can want any memory and time.

It reads the file on its standard input. It writes a line of JSON to its standard output: what the photo is, or the code
of the error with which `kasch_site.common.media.images` refuses it; then the bytes of the photo, encoded again.
"""

import json
import sys
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image
from pillow_heif import register_heif_opener

from kasch_site.common.media.images import Size, clean_upload

# A page of the paper at 300 dots per inch; phones take up to 50 million pixels.
SIZE = Size(max_side=3600, max_pixels=55_000_000, quality=88)


def main() -> int:
    """Write the photo on the standard input to the standard output; return the exit status."""
    register_heif_opener()
    try:
        photo = clean_upload(BytesIO(sys.stdin.buffer.read()), SIZE)
    except ValidationError as error:
        return _write({"error": error.code})
    content = photo.read()
    with Image.open(BytesIO(content)) as image:
        facts = {"type": Image.MIME[image.format], "width": image.width, "height": image.height}
    return _write(facts, content)


def _write(facts, content=b""):
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)
    return 0
