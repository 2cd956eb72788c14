"""Pictures of a house are files of its folder."""

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

    def write_and_load(line, top=""):
        (folder / "pictures.toml").write_text(top + RECORD + line)
        house_files.load(folder)

    return write_and_load


def test_an_image_file_of_the_house_becomes_a_picture(load, settings):
    load('file = "hall.png"')
    picture = Picture.objects.get(title="Saal")
    assert picture.alt == "Ein heller Saal"
    assert (settings.MEDIA_ROOT / picture.file.name).exists()


def test_the_author_of_pictures_is_given_once_for_all_or_for_one(load):
    top = 'credit = "Alle von B. Beispiel"\nrights = "selbst gemacht"\n'
    load('file = "hall.png"\nfocus = "top"\nrights = "geschenkt"', top)
    picture = Picture.objects.get()
    assert (picture.credit, picture.rights, picture.focus) == ("Alle von B. Beispiel", "geschenkt", "top")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "file: is missing."),
        ('file = "hall.png"\nfocus = "centre"', "focus: there is no 'centre'. Is it 'center'?"),
        ('file = "hal.png"', "file: there is no file pictures/hal.png. Is it 'hall.png'?"),
        ('file = "../house.toml"', "file: there is no file pictures/../house.toml."),
        ('file = "hall.txt"', "file: "),
    ],
)
def test_invalid_entries_are_reported(load, line, message):
    with pytest.raises(HouseFileError) as error:
        load(line)
    assert str(error.value).startswith(f"pictures.toml, picture 1 (hall), {message}")
