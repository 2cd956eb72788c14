"""Images of a page: rendered once by PDFium, encoded as WebP in several widths."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image

WEBP = {"format": "WEBP", "quality": 72, "method": 2}
_MAX_PIXELS = 16_000_000
_SCAN_DPI = 200


def pages(page: pypdfium2.PdfPage, widths: Sequence[int]) -> list[bytes]:
    """Return the page as WebP in these widths, in pixels."""
    image = _rendered(page, max(widths) / page.get_width())
    return [_encoded(_in_width(image, width), WEBP) for width in widths]


def scan(page: pypdfium2.PdfPage) -> bytes:
    """Return the page as a grey PNG, large enough to recognise its letters."""
    image = _rendered(page, _SCAN_DPI / 72).convert("L")
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1, dpi=(_SCAN_DPI, _SCAN_DPI))
    return buffer.getvalue()


def _rendered(page, scale) -> Image.Image:
    width, height = page.get_size()
    scale = min(scale, (_MAX_PIXELS / (width * height)) ** 0.5)
    # Notes, form fields and what else lies above a page stay out, as in the washed file.
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return image


def _in_width(image, width):
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(image, options):
    buffer = BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()
