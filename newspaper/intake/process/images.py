"""Images of a page: rendered once by PDFium, encoded as WebP in several widths."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image

WEBP = {"format": "WEBP", "quality": 72, "method": 2}
MAX_PIXELS = 16_000_000
_SCAN_DPI = 200


def pages(page: pypdfium2.PdfPage, widths: Sequence[int]) -> list[bytes]:
    """Return the page as WebP images in these widths, in pixels."""
    return in_widths(rendered(page, max(widths) / page.get_width()), widths)


def in_widths(image: Image.Image, widths: Sequence[int]) -> list[bytes]:
    """Return an image as WebP files in these widths, in pixels."""
    return [encoded(_in_width(image, width), WEBP) for width in widths]


def scan(page: pypdfium2.PdfPage) -> bytes:
    """Return the page as a greyscale PNG, large enough for OCR."""
    image = rendered(page, _SCAN_DPI / 72).convert("L")
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1, dpi=(_SCAN_DPI, _SCAN_DPI))
    return buffer.getvalue()


def rendered(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    """Return the image of a page at `scale` pixels per point, reduced if the page would have too many pixels."""
    width, height = page.get_size()
    scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
    # Annotations and form fields are omitted, as in the sanitised file.
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return image


def _in_width(image, width):
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def encoded(image: Image.Image, options: dict) -> bytes:
    """Return the encoded image; `options` are those of Pillow's `save`."""
    buffer = BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()
