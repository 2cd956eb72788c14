"""The collection of pictures, filled past the form."""

from io import BytesIO

from PIL import Image

from kasch_site.common.models import Picture

from . import images


def add_picture(title, image, alt, credit="", *, is_decorative=False):
    """Put a picture into the collection, past the form: a Pillow image, or the bytes of a file.

    Raises ValidationError for what is no image.
    """
    if isinstance(image, Image.Image):
        buffer = BytesIO()
        image.save(buffer, "PNG")
        image = buffer.getvalue()
    picture = Picture(title=title, alt=alt, credit=credit, is_decorative=is_decorative)
    picture.file = images.take_in(BytesIO(image))
    picture.save()
    return picture
