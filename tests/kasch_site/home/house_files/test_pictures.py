"""Pictures of a house are files or drawings."""

import pytest
from PIL import Image

from kasch_site.common.models import Picture
from kasch_site.home import house_files
from kasch_site.home.house_files import HouseFileError

pytestmark = pytest.mark.django_db
RECORD = '[[picture]]\nname = "hall"\ntitle = "Saal"\nalt = "Ein heller Saal"\n'


@pytest.fixture
def load(folder):
    """Return a function that loads the house with a picture record."""
    (folder / "pictures").mkdir()
    Image.new("RGB", (40, 30), "#336699").save(folder / "pictures" / "hall.png")
    (folder / "pictures" / "hall.txt").write_text("kein Bild")

    def write_and_load(line):
        (folder / "pictures.toml").write_text(RECORD + line)
        house_files.load(folder)

    return write_and_load


def test_an_image_file_of_the_house_becomes_a_picture(load, settings):
    load('file = "hall.png"')
    picture = Picture.objects.get(title="Saal")
    assert picture.alt == "Ein heller Saal"
    assert (settings.MEDIA_ROOT / picture.file.name).exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "file: a picture has either a drawing or a file. Give one of both."),
        ('file = "hall.png"\ndrawing = "sewing"', "file: a picture has either a drawing or a file."),
        ('file = "hal.png"', "file: there is no file pictures/hal.png. Is it 'hall.png'?"),
        ('file = "../house.toml"', "file: there is no file pictures/../house.toml."),
        ('file = "hall.txt"', "file: "),
        ('drawing = "sewin"', "drawing: there is no 'sewin'. Is it 'sewing'?"),
    ],
)
def test_invalid_entries_are_reported(load, line, message):
    with pytest.raises(HouseFileError) as error:
        load(line)
    assert str(error.value).startswith(f"pictures.toml, picture 1 (hall), {message}")
