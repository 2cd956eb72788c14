"""Decode one image in a process of its own, which its caller limits: a broken file can want any memory and time.

It reads the file on its standard input; its arguments are those of `kasch_site.common.media.images.Size`. It writes a
line of JSON to its standard output: what the image is, or the code of the error with which
`kasch_site.common.media.images` refuses it; then the bytes of the image, encoded again.
"""

import json
import sys
from io import BytesIO

from django.core.exceptions import ValidationError
from PIL import Image
from pillow_heif import register_heif_opener

from kasch_site.common.media.images import Size, clean_upload


def main(max_side: str, max_pixels: str, quality: str) -> int:
    """Write the image on the standard input to the standard output; return the exit status."""
    register_heif_opener()
    size = Size(int(max_side), int(max_pixels), int(quality))
    try:
        image_file = clean_upload(BytesIO(sys.stdin.buffer.read()), size)
    except ValidationError as error:
        return _write({"error": error.code})
    content = image_file.read()
    with Image.open(BytesIO(content)) as image:
        facts = {"type": Image.MIME[image.format], "width": image.width, "height": image.height}
    return _write(facts, content)


def _write(facts, content=b""):
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + content)
    return 0
