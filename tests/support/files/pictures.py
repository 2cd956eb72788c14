"""Unusual picture files for tests."""

import struct
import zlib
from io import BytesIO
from unittest import mock

from PIL import Image


def header_only_png(width, height):
    """Return a valid PNG of that size with very little pixel data."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def with_tiny_pages():
    """Return a context in which the demo house has tiny images of the pages of its paper: real ones take seconds."""
    from kasch_site.home.house_files.newspaper import writing
    from newspaper.models.pages import image_widths

    buffer = BytesIO()
    Image.new("RGB", (7, 10), "#ddd").save(buffer, "WEBP")
    tiny = buffer.getvalue()
    return mock.patch.object(
        writing, "page_images", lambda _document, number: dict.fromkeys(image_widths(number), tiny)
    )
