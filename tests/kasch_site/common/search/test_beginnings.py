"""A search in which each word may be the beginning of one."""

import pytest

from kasch_site.common.search.indexing import index_texts
from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.queries import search
from kasch_site.common.sections import SearchText

KIND = "test.page"
TEXTS = {
    1: "Auf dem Zwickelplatz ist Markt.",
    2: "Das Zwickelplatzfest beginnt am Abend.",
    3: "Zwickelplatzfest und Marktstand gehören zusammen.",
}


@pytest.fixture
def found(db):
    index_texts(KIND, {key: SearchText(f"Seite {key}", "/", text=text) for key, text in TEXTS.items()})
    documents = SearchDocument.objects.filter(kind=KIND)

    def find(typed, **options):
        return [hit.object_id for hit in search(typed, documents=documents, **options).hits]

    return find


def test_a_word_also_finds_longer_ones_that_begin_with_it_after_the_word_itself(found):
    assert found("Zwickelplatz") == [1]
    assert found("Zwickelplatz", beginnings=True) == [1, 2, 3]


def test_each_of_several_words_may_be_a_beginning(found):
    assert found("Markt Zwickelplatz", beginnings=True) == [1, 3]


def test_a_short_word_is_no_beginning(found):
    assert found("ist Mar", beginnings=True) == found("ist Mar")
    assert found("Zwi", beginnings=True) == [1, 2, 3], "as ever, if nothing else is found"
