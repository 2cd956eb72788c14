"""Samples for the tests of contributions: photos as phones take them, and drafts as people send them."""

from functools import cache
from io import BytesIO
from uuid import uuid4

import pillow_heif
from PIL import Image

from newspaper.contributions import submissions
from newspaper.contributions.photos import Photo
from newspaper.contributions.submissions import Draft
from newspaper.models import Consent

_KEY = Consent.Key
PLACE, CAMERA = "Phone Model 7", 0x0110
CONSENTS = frozenset({_KEY.PRINT_NAME, _KEY.INTERNET})
PHOTO_CONSENTS = CONSENTS | {_KEY.RIGHTS, _KEY.PEOPLE}


@cache
def photo_file(kind="JPEG", width=80, height=60, orientation=1) -> bytes:
    """Return the bytes of a photo with the camera, the place and the orientation in its metadata."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = image.getexif()
    exif[CAMERA], exif[0x0112] = PLACE, orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 50.0, 12.0), 3: "E", 4: (12.0, 55.0, 7.0)})
    buffer = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, exif=exif.tobytes())
    else:
        image.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def photo() -> Photo:
    """Return a cleaned photo, without the process that cleans one."""
    return Photo(b"\xff\xd8 pixels", "image/jpeg", 80, 60)


def letter(**fields) -> Draft:
    """Return a letter as somebody sends it."""
    return Draft(**{"kind": "letter", "text": "Die Bank am Park fehlt.", "consents": CONSENTS, **fields})


def submit(draft: Draft | None = None, **person):
    """Take in a contribution, by default a letter."""
    person = {"name": "Frau Ada Schreibt", **({"email": "ada@example.org"} if "phone" not in person else {}), **person}
    return submissions.submit(draft or letter(), uuid4(), **person)
