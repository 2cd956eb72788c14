"""Adding pictures to the collection without the form."""

from io import BytesIO

from PIL import Image

from kasch_site.common.models import Picture

from . import images


def add_picture(title, image, alt, credit="", **fields):
    """Store a picture from a Pillow image or the bytes of a file; `fields` are further ones of `Picture`.

    Raise `ValidationError` if it is not an image.
    """
    if isinstance(image, Image.Image):
        buffer = BytesIO()
        image.save(buffer, "PNG")
        image = buffer.getvalue()
    picture = Picture(title=title, alt=alt, credit=credit, **fields)
    picture.file = images.clean_upload(BytesIO(image))
    picture.save()
    return picture
