"""Imitate a scan of an issue on paper: a PDF of slightly rotated images without text."""

from io import BytesIO

import pypdfium2
from PIL import Image

DPI = 110
_POINTS = 72
# Rotation of the scanned sheets by turns, in degrees.
_ANGLES = (0.4, -0.3, 0.2, -0.5)
_QUALITY = 60


def scanned(pdf: bytes) -> bytes:
    """Return the pages of the PDF as grey images, in a PDF of their size."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = [_sheet(document[number], number) for number in range(len(document))]
    finally:
        document.close()
    target = BytesIO()
    sheets[0].save(
        target, "PDF", save_all=True, append_images=sheets[1:], resolution=DPI, quality=_QUALITY, title="", producer=""
    )
    return target.getvalue()


def _sheet(page, number):
    image = page.render(scale=DPI / _POINTS, grayscale=True).to_pil()
    angle = _ANGLES[number % len(_ANGLES)]
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white").point(lambda value: 18 + value * 225 // 255)
