"""The texts of a paper are read from its files; a mistake in them is named."""

import pytest

from kasch_site.home.house_files import HouseFileError
from kasch_site.home.house_files.newspaper.texts import Article, SharedParts, read_pages
from kasch_site.home.house_files.reading.records import Record

ARTICLE = {"title": "Ein Fest"}
SHARED_PARTS = SharedParts({"Feste": "feste"}, {}, {"adresse": Article("So finden Sie uns", look="tinted")})


def pages_of(*articles, columns=3):
    page = {"columns": columns, "running": "Feste", "article": list(articles)}
    return read_pages(Record("heft.toml", {"page": [page]}), SHARED_PARTS)


def parts_of(text):
    [page] = pages_of({**ARTICLE, "text": text})
    return page.articles[0].parts


def test_blank_lines_are_between_paragraphs():
    parts = parts_of("Erst dies.\n\nDann das.\n")
    assert parts == ({"kind": "paragraph", "text": "Erst dies."}, {"kind": "paragraph", "text": "Dann das."})


def test_lines_without_a_blank_line_between_them_are_joined():
    assert parts_of("Erst dies,\ndann das.")[0]["text"] == "Erst dies, dann das."


def test_subheadings_notes_and_lists_are_distinguished():
    kinds = [part["kind"] for part in parts_of("Los.\n\n# Wann?\n\n- Montag: nie\n- immer\n\n( Muster )")]
    assert kinds == ["paragraph", "subheading", "list", "small"]


def test_the_words_of_a_point_before_its_colon_are_bold():
    [points] = parts_of("- Montag: 9 bis 12 Uhr\n- nach Absprache")
    assert points["items"] == [["Montag:", " 9 bis 12 Uhr"], ["", "nach Absprache"]]


def test_the_text_of_an_article_has_its_lead_and_every_part():
    [page] = pages_of({**ARTICLE, "lead": "Kommen Sie.", "text": "Los.\n\n# Wann?\n\n- Montag: nie"})
    assert page.articles[0].text == "Kommen Sie.\n\nLos.\n\nWann?\n\nMontag: nie"


def test_a_shared_article_is_taken_with_another_width():
    [page] = pages_of({"use": "adresse", "width": 2})
    assert (page.articles[0].title, page.articles[0].width, page.articles[0].look) == ("So finden Sie uns", 2, "tinted")


@pytest.mark.parametrize(
    ("article", "columns", "message"),
    [
        ({**ARTICLE, "colum": "Feste"}, 3, "colum: there is no such key. Is it 'column'?"),
        ({**ARTICLE, "column": "Sport"}, 3, "column: there is no 'Sport'. Known: Feste."),
        ({"use": "adressen"}, 3, "use: there is no 'adressen'. Is it 'adresse'?"),
        ({"use": "adresse", "title": "Nein"}, 3, "title: there is no such key."),
        ({**ARTICLE, "width": 3}, 2, "columns: an article is wider than 2 columns"),
        (ARTICLE, 5, "columns: a page has 2, 3 or 4 columns; it is 5."),
    ],
)
def test_a_mistake_is_named(article, columns, message):
    with pytest.raises(HouseFileError, match=r"heft\.toml, page 1") as error:
        pages_of(article, columns=columns)
    assert message in str(error.value)
