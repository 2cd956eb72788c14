"""Uploaded images are validated by their bytes, and stored as pixels only."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from kasch_site.common.media import images
from kasch_site.common.media.images import clean_upload
from tests.support.files.pictures import header_only_png


def file_of(image, kind, **options):
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    buffer.seek(0)
    return buffer


def photo(size=(800, 600), mode="RGB"):
    """Return a picture with many colours, as of a camera."""
    return Image.merge("RGB", [Image.effect_noise(size, 90) for _ in range(3)]).convert(mode)


def opened(clean):
    return Image.open(BytesIO(clean.read()))


def refusal(file):
    with pytest.raises(ValidationError) as refused:
        clean_upload(file)
    return refused.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_common_formats_are_accepted(kind):
    assert opened(clean_upload(file_of(photo(), kind))).size == (800, 600)


def test_the_name_and_content_type_of_the_upload_are_ignored():
    upload = file_of(photo(), "PNG")
    upload.name = "../../rechnung.exe"
    clean = clean_upload(upload)
    assert clean.name.removesuffix(".jpg").isalnum() and len(clean.name) == 24


def test_a_png_of_50000_by_50000_pixels_is_refused_by_its_header():
    assert "Bildpunkte" in refusal(header_only_png(50_000, 50_000))


def test_an_image_above_the_pixel_limit_is_refused_and_one_below_is_not():
    assert "Bildpunkte" in refusal(header_only_png(10_000, 3_001))
    assert "unvollständig" in refusal(header_only_png(10_000, 3_000))


def test_a_photo_may_have_more_pixels_than_a_drawing():
    assert opened(clean_upload(file_of(Image.new("RGB", (8000, 6000), "green"), "JPEG"))).size == (2000, 1500)


def test_an_svg_is_refused():
    assert "SVG" in refusal(BytesIO(b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'))


def test_a_renamed_web_page_is_refused():
    page = BytesIO(b"<!DOCTYPE html><html><script>alert(1)</script></html>")
    page.name = "foto.jpg"
    assert "Webseite" in refusal(page)


def test_a_script_appended_to_an_image_is_removed():
    upload = file_of(photo(), "GIF")
    polyglot = BytesIO(upload.getvalue() + b"<script>alert(1)</script>")
    assert b"<script>" not in clean_upload(polyglot).read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_file_is_refused(kind):
    whole = file_of(photo(), kind).getvalue()
    assert "unvollständig" in refusal(BytesIO(whole[: len(whole) // 2]))


def test_an_empty_file_a_pdf_and_a_heic_are_refused_each_with_its_own_message():
    assert "leer" in refusal(BytesIO(b""))
    assert "PDF" in refusal(BytesIO(b"%PDF-1.7 ..."))
    assert "HEIC" in refusal(BytesIO(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 50))
    assert "JPEG" in refusal(BytesIO(b"MZ this is a programme"))


def test_files_above_20_megabytes_are_refused():
    assert "20 MB" in refusal(BytesIO(b"\0" * (images.MAX_BYTES + 1)))


def test_the_first_frame_of_an_animation_is_kept():
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    clean = opened(clean_upload(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    assert getattr(clean, "n_frames", 1) == 1
    assert clean.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_a_large_picture_is_resized_to_2000_pixels_and_a_small_one_is_not():
    assert opened(clean_upload(file_of(photo((4000, 1000)), "JPEG"))).size == (2000, 500)
    assert opened(clean_upload(file_of(photo((300, 200)), "JPEG"))).size == (300, 200)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_is_applied(orientation):
    """The orientation is applied: the top left corner is black."""
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("black", (0, 0, 16, 16))
    backwards = {
        1: [], 2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM], 5: [Image.Transpose.TRANSPOSE], 6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE], 8: [Image.Transpose.ROTATE_270],
    }  # fmt: skip
    stored = upright
    for turn in backwards[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    clean = opened(clean_upload(file_of(stored, "JPEG", exif=exif, quality=95))).convert("L")
    assert clean.size == (64, 32)
    assert clean.getpixel((4, 4)) < 40 and clean.getpixel((60, 4)) > 215 and clean.getpixel((4, 28)) > 215


SECRET = "Geheimgasse 7"


def with_metadata(kind):
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[2] = (50.8, 0.0, 0.0)
    exif.get_ifd(0x8825)[29] = SECRET
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif, "icc_profile": profile, "xmp": f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("Comment", SECRET)
        options = {"exif": exif, "icc_profile": profile, "pnginfo": text}
    if kind == "JPEG":
        options["comment"] = SECRET.encode()
    return file_of(photo(), kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_location_camera_and_text_metadata_are_removed(kind):
    upload = with_metadata(kind)
    assert SECRET.encode() in upload.getvalue()
    content = clean_upload(upload).read()
    clean = Image.open(BytesIO(content))
    assert SECRET.encode() not in content
    assert not clean.getexif() and not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(clean.info)


def test_invalid_exif_data_does_not_invalidate_a_picture():
    upload = file_of(photo(), "JPEG", exif=b"Exif\0\0rubbish, not a TIFF")
    assert opened(clean_upload(upload)).size == (800, 600)


def test_colour_profiles_and_cmyk_are_converted_to_rgb():
    assert opened(clean_upload(file_of(Image.new("CMYK", (50, 50), (0, 255, 255, 0)), "JPEG"))).mode == "RGB"
    grey = opened(clean_upload(file_of(photo(mode="L"), "JPEG")))
    assert grey.mode == "RGB"


def test_transparency_is_kept_and_drawings_stay_lossless():
    logo = Image.new("RGBA", (90, 90), (200, 0, 0, 128))
    clean = clean_upload(file_of(logo, "PNG"))
    assert clean.name.endswith(".png") and opened(clean).mode == "RGBA"
    opaque = clean_upload(file_of(Image.new("RGBA", (90, 90), (200, 0, 0, 255)), "PNG"))
    assert opened(opaque).mode == "RGB"
    assert clean_upload(file_of(photo(), "PNG")).name.endswith(".jpg")


def test_sixteen_bit_greyscale_keeps_its_shades():
    deep = Image.new("I;16", (40, 40), 32768)
    assert opened(clean_upload(file_of(deep, "PNG"))).convert("L").getpixel((3, 3)) == 128


SAMPLES = {kind: file_of(photo((40, 30)), kind).getvalue() for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")}


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_bytes_are_a_picture_or_a_message_and_never_a_crash(kind, data):
    content = bytearray(SAMPLES[kind])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        clean = clean_upload(BytesIO(bytes(content[: data.draw(st.integers(1, len(content)))])))
    except ValidationError as refused:
        assert refused.messages[0].endswith(".")
    else:
        assert opened(clean).mode in ("RGB", "RGBA")
