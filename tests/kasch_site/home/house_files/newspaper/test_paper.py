"""The files of a paper name what they share; a house without a paper has none."""

import shutil

import pytest

from kasch_site.home.house_files import DEMO_FOLDER, HouseFileError
from kasch_site.home.house_files.newspaper.paper import read_paper
from kasch_site.home.house_files.reading.folder import HouseFolder
from tests.conftest import DEMO_TIME
from tests.support.guards.own_code import ROOT

TODAY = DEMO_TIME.date()


@pytest.fixture
def demo_copy(tmp_path):
    """Return a copy of the house and its paper, to be changed."""
    shutil.copytree(DEMO_FOLDER / "newspaper", tmp_path / "newspaper")
    shutil.copy(DEMO_FOLDER / "house.toml", tmp_path)
    return tmp_path


def test_a_house_without_a_paper_has_none():
    assert read_paper(HouseFolder(ROOT / "tests" / "second_house"), TODAY) is None


@pytest.mark.parametrize(
    ("text", "instead", "message"),
    [
        ('file = "buecher.toml"', 'file = "buch.toml"', "there is no file newspaper/buch.toml. Is it 'buecher.toml'?"),
        ('file = "house.svg"', 'file = "haus.svg"', "there is no file pictures/haus.svg."),
        ("issues_per_year = 6", "issues_per_year = 5", "issues_per_year: must be one of [1, 2, 3, 4, 6, 12]"),
        ("accent =", "akzent =", "accent: is missing."),
        ("ago = 2", "ago = -2", "ago: must be at least 0; it is -2."),
    ],
)
def test_a_mistake_is_named(demo_copy, text, instead, message):
    file = demo_copy / "newspaper" / "paper.toml"
    before = file.read_text(encoding="utf-8")
    assert text in before
    file.write_text(before.replace(text, instead, 1), encoding="utf-8")
    with pytest.raises(HouseFileError) as error:
        read_paper(HouseFolder(demo_copy), TODAY)
    assert message in str(error.value)


def test_a_file_of_no_issue_is_refused(demo_copy):
    (demo_copy / "newspaper" / "sommer.toml").write_text("", encoding="utf-8")
    with pytest.raises(HouseFileError, match=r"sommer\.toml"):
        read_paper(HouseFolder(demo_copy), TODAY)


def test_every_drawing_is_used(paper):
    used = {id(article.drawing) for issue in paper.issues for page in issue.pages for article in page.articles}
    assert {id(drawing) for drawing in paper.shared_parts.drawings.values()} <= used
    files = {path.stem for path in (DEMO_FOLDER / "newspaper" / "pictures").iterdir()}
    assert files == set(paper.shared_parts.drawings)


def test_every_page_is_filled(paper):
    for issue in paper.issues:
        for page in issue.pages:
            used = 0
            for article in page.articles:
                used += article.width
                assert used <= page.columns, (issue.theme, article.title)
                used %= page.columns
            assert used == 0, (issue.theme, page.running)
