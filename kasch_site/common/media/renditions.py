"""Renditions of a picture, stored as WebP files beside it."""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from PIL import Image

WIDTHS = (320, 640, 1280)


def rendition_widths(width: int) -> list[int]:
    """Return the rendition widths in pixels of a picture of that width; never larger than the original."""
    widths = [rendition for rendition in WIDTHS if rendition < width]
    return [*widths, width] if width <= WIDTHS[-1] else widths


def rendition_name(name: str, width: int) -> str:
    """Return the path of a rendition: `bilder/ab12-640.webp`."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{width}.webp"))


def file_names(name: str, width: int) -> list[str]:
    """Return the paths of a picture and of all its renditions."""
    return [name, *(rendition_name(name, rendition) for rendition in rendition_widths(width))] if name else []


def make_renditions(storage, name: str):
    """Write the WebP renditions of a stored picture."""
    with storage.open(name) as file, Image.open(file) as image:
        image.load()
        small = image
        for width in reversed(rendition_widths(image.width)):
            height = max(1, round(image.height * width / image.width))
            # From the next larger one, which is faster and looks the same.
            small = small if width == small.width else small.resize((width, height), Image.Resampling.LANCZOS)
            small.info = {}
            buffer = BytesIO()
            small.save(buffer, "WEBP", quality=80, method=4)
            storage.save(rendition_name(name, width), ContentFile(buffer.getvalue()))


def delete_files(storage, names):
    """Delete stored files; missing ones are ignored."""
    for name in names:
        storage.delete(name)
