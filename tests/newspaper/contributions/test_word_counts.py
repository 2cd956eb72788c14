"""How many words a text has, and how many fit into the paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newspaper.contributions import word_counts
from newspaper.models import Paper
from tests.proving import examples


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("  \n\t ", 0),
        ("Die Bank fehlt.", 3),
        ("Die Bank – sie fehlt !", 4),
        ("Haupt- und Nebenstraße", 3),
        ("Am 24.12. um 17 Uhr", 5),
        ("Straße\u00a0am\u2003Park", 3),
        ("„Nein“, sagte sie.", 3),
        ("Привіт, світе", 2),
    ],
)
def test_what_counts_as_a_word(text, number):
    assert word_counts.count_words(text) == number


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8), max_size=30))
@examples(60)
def test_words_between_any_blanks_are_counted(parts):
    assert (
        word_counts.count_words(" \n ".join(parts))
        == word_counts.count_words("\t".join(["–", *parts, "!"]))
        == len(parts)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "limit"), [("letter", 5), ("article", 9)])
def test_a_text_may_have_as_many_words_as_the_paper_says(kind, limit):
    Paper(letter_words=5, article_words=9).save()
    assert not list(word_counts.problems(kind, "Wort " * limit))
    one, several = (str(next(word_counts.problems(kind, "Wort " * (limit + more)))) for more in (1, 3))
    assert f"{limit + 1} Wörter" in one and "um ein Wort" in one
    assert "um 3 Wörter" in several


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["photo", "old_issue"])
def test_words_of_a_caption_are_not_counted(kind):
    Paper(letter_words=5, article_words=9).save()
    assert not list(word_counts.problems(kind, "Wort " * 500))
