"""Validation and normalisation of uploaded images.

Only the bytes of an upload are trusted. The stored file is encoded again from the pixels, without camera data,
location, colour profile or appended data.
"""

import secrets
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError

MAX_BYTES = 20 * 1024 * 1024
# JPEG is decoded at reduced size. Other formats are decoded in full, and need twice the memory while being resized.
MAX_JPEG_PIXELS = 60_000_000
MAX_PIXELS = 30_000_000
MAX_SIDE = 2000
JPEG_QUALITY = 86
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
# Drawings and logos have few colours and hard edges, which JPEG would blur.
_DRAWING_FORMATS = ("PNG", "GIF")
_MAX_DRAWING_COLOURS = 512
# Exceptions of Pillow's decoders on corrupt data.
_DECODER_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, AttributeError, EOFError, MemoryError,
    OverflowError, ZeroDivisionError, NotImplementedError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip

NOT_AN_IMAGE = "not_an_image"  # the code of the error for a file of another type
TOO_BIG = _("Die Datei ist größer als 20 MB. Bitte verkleinern Sie das Bild und laden Sie es noch einmal hoch.")
TOO_MANY_PIXELS = _(
    "Das Bild hat zu viele Bildpunkte. Bitte verkleinern Sie es auf höchstens 4000 × 4000 Bildpunkte und laden Sie es "
    "noch einmal hoch."
)
UNKNOWN = _("Diese Datei ist kein Bild, das wir lesen können. Bitte nehmen Sie ein Foto als JPEG, PNG, WebP oder GIF.")
BROKEN = _("Das Bild ist beschädigt oder unvollständig. Bitte speichern Sie es neu und laden Sie es noch einmal hoch.")
SVG = _("SVG-Zeichnungen nehmen wir nicht an, darin kann ein Programm stecken. Bitte speichern Sie das Bild als PNG.")
WEB_PAGE = _("In der Datei steckt eine Webseite und kein Bild. Bitte speichern Sie das Bild selbst als JPEG oder PNG.")
PDF = _("Das ist ein PDF und kein Bild. Bitte speichern Sie die Seite als JPEG oder PNG.")
HEIC = _(
    "Das Bild ist im Format HEIC, das Handys von Apple benutzen. Bitte schicken Sie es sich selbst als JPEG und laden "
    "Sie dieses hoch."
)
EMPTY = _("Die Datei ist leer. Bitte wählen Sie das Bild noch einmal aus.")


class CleanImage(ContentFile):
    """An image returned by `clean_upload`, with a random name."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large an image may be, and how it is kept: its longest side, pixels of formats other than JPEG, quality."""

    max_side: int = MAX_SIDE
    max_pixels: int = MAX_PIXELS
    quality: int = JPEG_QUALITY


def clean_upload(upload, size: Size = Size()) -> CleanImage:
    """Validate an upload by its content and return it encoded again: upright, sRGB, at most 2000 px, no metadata.

    `upload` is a file object; its name is ignored. Of an animation the first frame is used. Raise `ValidationError`
    with a message that says how to fix the problem.
    """
    if size_of(upload) > MAX_BYTES:
        raise ValidationError(TOO_BIG, code="too_big")
    upload.seek(0)
    with warnings.catch_warnings():
        # The pixels are counted here, before any of them is decoded.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _encode(*_decode(upload, size), size.quality)


def size_of(file) -> int:
    """Return the size of an open file in bytes."""
    file.seek(0, 2)
    return file.tell()


def _decode(upload, size) -> tuple[Image.Image, str]:
    """Return the image, reduced, and its original format."""
    try:
        with Image.open(upload, formats=[name for name in _FORMATS if name in _supported_formats()]) as image:
            _refuse_too_many_pixels(image, size)
            # JPEG can be decoded at 1/2, 1/4 or 1/8 of its size.
            image.draft("RGB", (size.max_side, size.max_side))
            image.load()
            return _normalised(image, size.max_side), image.format
    except Image.DecompressionBombError as error:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise ValidationError(other_type_message(upload), code=NOT_AN_IMAGE) from error
    except _DECODER_ERRORS as error:
        raise ValidationError(BROKEN, code="broken") from error


def _supported_formats():
    Image.init()
    return Image.OPEN


def _refuse_too_many_pixels(image, size):
    """Raise `ValidationError` for too many pixels; the size is in the header, so nothing is decoded yet."""
    limit = MAX_JPEG_PIXELS if image.format in ("JPEG", "MPO") else size.max_pixels
    if image.width * image.height > limit:
        raise ValidationError(TOO_MANY_PIXELS, code="too_many_pixels")


def other_type_message(upload) -> str:
    """Return an error message for an open file of another type, naming that type."""
    upload.seek(0)
    start = upload.read(1024)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return EMPTY
    if b"<svg" in text:
        return SVG
    if text.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<!--")):
        return WEB_PAGE
    if start.startswith(b"%PDF"):
        return PDF
    if _is_heic(start):
        return HEIC
    return UNKNOWN


def is_heic(upload) -> bool:
    """Return whether an open file is a photo in the format of Apple's phones."""
    upload.seek(0)
    return _is_heic(upload.read(12))


def _is_heic(start: bytes) -> bool:
    return start[4:8] == b"ftyp" and start[8:12] in _HEIC_BRANDS


def _normalised(image, max_side):
    """Return the pixels as RGB or RGBA in sRGB, upright, at most `max_side` wide and high."""
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    image = _in_full_colours(image)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    image = _rotated(image, orientation)
    image = _in_srgb(image, profile)
    if "A" in image.getbands() and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    return image


def _orientation(image):
    """Return the orientation (EXIF 2.32, tag 0x0112); 1 is upright, also if the data cannot be read."""
    try:
        return image.getexif().get(0x0112, 1)
    except _DECODER_ERRORS:
        return 1


def _in_full_colours(image):
    """Convert palettes and high bit depths to modes that resize well; CMYK is converted later, with its profile."""
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "RGBA", "CMYK", "L") else image.convert("RGB")


_ROTATIONS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}


def _rotated(image, orientation):
    for transpose in _ROTATIONS.get(orientation, ()):
        image = image.transpose(transpose)
    return image


def _in_srgb(image, profile):
    """Convert to sRGB; an unreadable profile is ignored."""
    target = "RGBA" if "A" in image.getbands() else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=target)
        except (ImageCms.PyCMSError, *_DECODER_ERRORS):
            pass
    return image.convert(target)


def _encode(image, original_format, quality) -> CleanImage:
    # Pillow copies some of these into the new file by default.
    image.info = {}
    buffer = BytesIO()
    is_drawing = original_format in _DRAWING_FORMATS and image.getcolors(_MAX_DRAWING_COLOURS) is not None
    if image.mode == "RGBA" or is_drawing:
        image.save(buffer, "PNG", optimize=True)
        extension = "png"
    else:
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
        extension = "jpg"
    return CleanImage(buffer.getvalue(), name=f"{secrets.token_hex(10)}.{extension}")
