"""Pages as images with black rectangles, for the website and as JPEG for the PDF."""

from collections.abc import Iterable, Sequence

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from newspaper.intake.process.images import MAX_PIXELS, encoded, rendered
from newspaper.redaction.texts import with_margin

from .printed_text import UNITS

JPEG = {"format": "JPEG", "quality": 80, "optimize": True}
_PAPER, _INK, _QUIET = "white", "black", "#555555"


def blackened(page: pypdfium2.PdfPage, width: int, areas: Iterable[Sequence[int]], *, is_black: bool) -> Image.Image:
    """Return the image of a page, `width` pixels wide, with black areas, in ten-thousandths.

    With `is_black` the whole page is black.
    """
    points, height = page.get_size()
    scale = min(width / points, (MAX_PIXELS / (points * height)) ** 0.5)
    if is_black:
        return Image.new("RGB", (max(1, round(points * scale)), max(1, round(height * scale))), _INK)
    image = rendered(page, scale)
    draw = ImageDraw.Draw(image)
    for x, y, across, down in map(with_margin, areas):
        box = [x * image.width, y * image.height, (x + across) * image.width, (y + down) * image.height]
        left, top, right, bottom = (value / UNITS for value in box)
        draw.rectangle([int(left), int(top), round(right + 0.5), round(bottom + 0.5)], fill=_INK)
    return image


def notice(page: pypdfium2.PdfPage, width: int, words: str) -> Image.Image:
    """Return an empty image with the proportions of a page and a sentence on it, in place of a hidden page."""
    points, height = page.get_size()
    image = Image.new("RGB", (width, max(1, round(width * height / points))), _PAPER)
    font = ImageFont.load_default(size=width / 28)
    middle = (image.width / 2, image.height / 3)
    ImageDraw.Draw(image).text(middle, words, fill=_QUIET, font=font, anchor="mm")
    return image


def as_jpeg(image: Image.Image) -> bytes:
    """Return an image encoded as JPEG, for embedding in a PDF."""
    return encoded(image, JPEG)
