"""Write the pictures of a house: drawings made here, or image files of its folder."""

from django.core.exceptions import ValidationError

from kasch_site.common.media.pictures import add_picture
from kasch_site.common.models import Picture

from .people import festival, gymnastics, hiking
from .things import books, computer, newspaper, plane, quilt, sewing

FOLDER = "pictures"
# By the names that the files of a house use.
DRAWINGS = {
    each.__name__: each for each in (sewing, books, hiking, plane, gymnastics, computer, newspaper, quilt, festival)
}


def write(folder) -> dict[str, Picture]:
    """Add the pictures to the collection; return the records by the names that the other files use."""
    with folder.open("pictures") as file:
        return {row.text("name"): _write_picture(row, folder) for row in file.records("picture")}


def _write_picture(row, folder):
    texts = [row.text("title"), row.text("alt"), row.text("credit", "")]
    drawing = row.choice("drawing", DRAWINGS, "")
    if bool(drawing) == row.has("file"):
        raise row.error("file", "a picture has either a drawing or a file. Give one of both.")
    image = DRAWINGS[drawing]().finished() if drawing else row.file_in("file", folder.path / FOLDER).read_bytes()
    title, *others = texts
    with row.explained("file", ValidationError):
        return add_picture(title, image, *others)
