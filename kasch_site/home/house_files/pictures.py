"""Write the pictures of a house: image files of its folder."""

from django.core.exceptions import ValidationError

from kasch_site.common.media.pictures import add_picture
from kasch_site.common.models import Picture

FOLDER = "pictures"


def write(folder) -> dict[str, Picture]:
    """Add the pictures to the collection; return the records by the names that the other files use."""
    with folder.open("pictures") as file:
        rights = {key: file.text(key, "") for key in ("credit", "rights")}
        return {row.text("name"): _write_picture(row, folder, rights) for row in file.records("picture")}


def _write_picture(row, folder, rights):
    path = row.file_in("file", folder.path / FOLDER)
    texts = {key: row.text(key, default) for key, default in rights.items()}
    texts["focus"] = row.choice("focus", Picture.Focus, Picture.Focus.CENTER)
    with row.errors_at("file", ValidationError):
        return add_picture(row.text("title"), path.read_bytes(), row.text("alt"), **texts)
