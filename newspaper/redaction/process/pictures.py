"""Pages as images with black rectangles, as WebP for the website and as JPEG for the PDF."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from newspaper.redaction.texts import enlarged

from .printed_text import UNITS

# As those that are made when an issue is taken in.
WEBP = {"format": "WEBP", "quality": 72, "method": 2}
JPEG = {"format": "JPEG", "quality": 80, "optimize": True}
_MAX_PIXELS = 16_000_000
_PAPER, _INK, _QUIET = "white", "black", "#555555"


def blackened(page: pypdfium2.PdfPage, width: int, areas: Iterable[Sequence[int]], *, is_black: bool) -> Image.Image:
    """Return a page in this width in pixels with these areas black, in ten-thousandths; with `is_black` all of it."""
    points, height = page.get_size()
    scale = min(width / points, (_MAX_PIXELS / (points * height)) ** 0.5)
    if is_black:
        return Image.new("RGB", (max(1, round(points * scale)), max(1, round(height * scale))), _INK)
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=True)
    image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    draw = ImageDraw.Draw(image)
    for x, y, across, down in map(enlarged, areas):
        box = [x * image.width, y * image.height, (x + across) * image.width, (y + down) * image.height]
        left, top, right, bottom = (value / UNITS for value in box)
        draw.rectangle([int(left), int(top), round(right + 0.5), round(bottom + 0.5)], fill=_INK)
    return image


def notice(page: pypdfium2.PdfPage, width: int, words: str) -> Image.Image:
    """Return an empty page of the same shape with a sentence, in place of one that is hidden."""
    points, height = page.get_size()
    image = Image.new("RGB", (width, max(1, round(width * height / points))), _PAPER)
    font = ImageFont.load_default(size=width / 28)
    middle = (image.width / 2, image.height / 3)
    ImageDraw.Draw(image).text(middle, words, fill=_QUIET, font=font, anchor="mm")
    return image


def in_widths(image: Image.Image, widths: Sequence[int]) -> list[bytes]:
    """Return an image as WebP in these widths in pixels."""
    return [_encoded(_in_width(image, width), WEBP) for width in widths]


def as_jpeg(image: Image.Image) -> bytes:
    """Return an image as it is put into a PDF."""
    return _encoded(image, JPEG)


def _in_width(image, width):
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(image, options):
    buffer = BytesIO()
    image.save(buffer, **options)
    return buffer.getvalue()
