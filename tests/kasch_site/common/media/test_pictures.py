"""Picture records create and delete their files."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template import Context, Template
from PIL import Image

from kasch_site.common.media.pictures import add_picture
from kasch_site.common.models import Picture


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def files(tmp_path):
    return lambda: sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


def photo(width=1500, height=1000):
    return Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])


def png(image):
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.django_db
def test_renditions_are_created_and_never_larger_than_the_picture(files):
    picture = add_picture("Hof", photo(), "Der Hof im Sommer")
    stem = picture.file.name.removeprefix("bilder/").removesuffix(".jpg")
    assert files() == sorted([f"{stem}.jpg", *(f"{stem}-{width}.webp" for width in (320, 640, 1280))])
    for width, _url in picture.renditions():
        with picture.file.storage.open(f"bilder/{stem}-{width}.webp") as file, Image.open(file) as image:
            assert image.format == "WEBP" and image.width == width and image.height == round(width / 1.5)
    assert [width for width, _url in add_picture("Klein", photo(500, 400), "Klein").renditions()] == [320, 500]
    assert [width for width, _url in add_picture("Winzig", photo(90, 90), "Winzig").renditions()] == [90]


@pytest.mark.django_db
def test_deleting_a_picture_deletes_its_files(files, django_capture_on_commit_callbacks):
    picture = add_picture("Hof", photo(), "Der Hof")
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert files() == []


@pytest.mark.django_db
def test_deleting_many_pictures_deletes_their_files(files, django_capture_on_commit_callbacks):
    add_picture("Hof", photo(), "Der Hof")
    add_picture("Saal", photo(), "Der Saal")
    with django_capture_on_commit_callbacks(execute=True):
        Picture.objects.all().delete()
    assert files() == []


@pytest.mark.django_db
def test_replacing_the_file_deletes_the_old_ones_after_the_commit(files, django_capture_on_commit_callbacks):
    picture = add_picture("Hof", photo(), "Der Hof")
    before = files()
    with django_capture_on_commit_callbacks() as callbacks:
        picture.file = ContentFile(png(photo(400, 300)), name="neu.png")
        picture.save()
    assert set(before) < set(files())
    for callback in callbacks:
        callback()
    assert not set(before) & set(files())
    assert (picture.width, picture.height) == (400, 300)
    assert len(files()) == 3


@pytest.mark.django_db
def test_changing_texts_does_not_change_files(files):
    picture = add_picture("Hof", photo(), "Der Hof")
    before = files()
    Picture.objects.get(pk=picture.pk).save()
    picture.alt = "Der Hof mit Kastanie"
    picture.save()
    assert files() == before


@pytest.mark.django_db
def test_a_file_that_is_no_image_is_refused_past_the_form(files):
    with pytest.raises(ValidationError):
        Picture.objects.create(title="Böse", file=ContentFile(b"<svg onload=x>", name="harmlos.png"))
    assert files() == [] and not Picture.objects.exists()


@pytest.mark.django_db
def test_pictures_without_a_description_are_found_unless_they_are_decorative():
    add_picture("Ohne", photo(90, 90), "")
    add_picture("Mit", photo(90, 90), "Ein Bild")
    add_picture("Schmuck", photo(90, 90), "", is_decorative=True)
    assert [picture.title for picture in Picture.objects.without_alt()] == ["Ohne"]


def shown(picture):
    template = Template('{% load pictures %}{% picture pic sizes="(min-width: 60rem) 30rem, 100vw" %}')
    return template.render(Context({"pic": picture}))


@pytest.mark.django_db
def test_the_template_tag_writes_sizes_width_height_and_description():
    html = shown(add_picture("Hof", photo(), 'Der "Hof"'))
    for part in (
        'width="1500" height="1000"', "-320.webp 320w", "-1280.webp 1280w", 'loading="lazy"', 'decoding="async"',
        'alt="Der &quot;Hof&quot;"', 'sizes="(min-width: 60rem) 30rem, 100vw"',
    ):  # fmt: skip
        assert part in html
    assert 'alt=""' in shown(add_picture("Ranke", photo(90, 90), "", is_decorative=True))
    assert 'alt="Ohne Worte"' in shown(add_picture("Ohne Worte", photo(90, 90), ""))
    assert shown(None) == ""
