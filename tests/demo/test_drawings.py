"""The pictures of the demo house are those that demo/drawings/ draws."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from demo.drawings.__main__ import DESCRIPTION, FOLDER, digest, rendered
from demo.drawings.canvas import HEIGHT, WIDTH
from demo.drawings.scenes import SCENES

# Together they are in the repository and in every page: flat colours stay small.
MAX_BYTES = 48_000


@pytest.mark.parametrize("name", SCENES)
def test_each_picture_is_made_from_its_drawing(name):
    svg = SCENES[name]().svg()
    ElementTree.fromstring(svg)
    path = FOLDER / f"{name}.webp"
    with Image.open(path) as image:
        made_from = image.getexif()[DESCRIPTION]
    assert made_from == digest(svg), f"Draw it again: python -m demo.drawings {name}"
    assert path.stat().st_size < MAX_BYTES


def test_there_is_no_other_picture():
    assert {path.stem for path in FOLDER.iterdir()} == set(SCENES)


def test_a_drawing_becomes_a_picture_with_its_digest():
    svg = SCENES["chess"]().svg()
    with Image.open(BytesIO(rendered(svg))) as image:
        assert image.size == (WIDTH, HEIGHT) and image.getexif()[DESCRIPTION] == digest(svg)
        assert len(set(image.resize((40, 25)).get_flattened_data())) > 50, "it is not one colour"
