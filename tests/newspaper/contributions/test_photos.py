"""Photos of phones are taken without their place and camera; what is none is refused with a sentence, in its limits."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.media import decoding
from newspaper.contributions import photos
from tests.newspaper.contributions.samples import PLACE, photo_file


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_photo_of_a_phone_loses_place_and_camera(kind):
    content = photo_file(kind)
    assert PLACE.encode() in content
    photo = photos.read(BytesIO(content))
    with Image.open(BytesIO(photo.content)) as image:
        assert image.format == "JPEG" and not dict(image.getexif())
    assert PLACE.encode() not in photo.content and b"Exif" not in photo.content
    assert (photo.content_type, photo.width, photo.height) == ("image/jpeg", 80, 60)


def test_a_photo_taken_upright_stays_upright():
    photo = photos.read(BytesIO(photo_file("JPEG", orientation=6)))
    assert (photo.width, photo.height) == (60, 80)


def test_two_photos_are_two_and_the_same_photo_is_one():
    first, again, other = (photos.read(BytesIO(photo_file("JPEG", width))) for width in (80, 80, 90))
    assert str(first) == str(again) != str(other)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"<svg onload=x>", "SVG"),
        (b"PK\x03\x04", "kein Bild"),
        (photo_file("JPEG")[:400], "beschädigt"),
        (photo_file("HEIF")[:400], "beschädigt"),
    ],
)
def test_another_file_is_refused_with_a_sentence(content, words):
    with pytest.raises(ValidationError, match=words):
        photos.read(BytesIO(content))


def test_a_photo_that_wants_too_much_memory_kills_only_its_process(monkeypatch):
    monkeypatch.setattr(decoding, "LIMITS", Limits(memory=1 * MB, cpu_seconds=20, file_size=30 * MB))
    with pytest.raises(ValidationError, match="beschädigt"):
        photos.read(BytesIO(photo_file("JPEG")))


def test_a_file_of_more_than_20_mb_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(decoding, "decode", lambda content, size: pytest.fail("it was opened"))
    with pytest.raises(ValidationError, match="20 MB"):
        photos.read(BytesIO(bytes(21 * MB)))
