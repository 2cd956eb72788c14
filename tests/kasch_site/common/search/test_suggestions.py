"""Suggestions for mistyped words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search import suggestions
from kasch_site.common.search.models import SearchWord

WORDS = st.text(alphabet="aeknrst", min_size=4, max_size=9)


def mistyped(word, place, change, letter):
    """Return the word with one error at a place."""
    swapped = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    return {
        "wrong": word[:place] + letter + word[place + 1 :],
        "missing": word[:place] + word[place + 1 :],
        "additional": word[:place] + letter + word[place:],
        "swapped": swapped,
    }[change]


@given(WORDS, st.integers(0, 3), st.sampled_from(["wrong", "missing", "additional", "swapped"]), st.sampled_from("xz"))
def test_one_error_leaves_a_form_in_common(word, place, change, letter):
    typed = mistyped(word, place, change, letter)
    assert suggestions.forms(word) & suggestions.forms(typed)
    assert suggestions.distance_of(word, typed) <= 1


@pytest.mark.parametrize(("one", "other", "distance"), [("", "abc", 3), ("haus", "haus", 0), ("haus", "hasu", 1),
                                                         ("kitten", "sitting", 3), ("ca", "abc", 3)])  # fmt: skip
def test_the_distance_counts_errors(one, other, distance):
    assert suggestions.distance_of(one, other) == suggestions.distance_of(other, one) == distance


def test_words_are_suggested_as_they_are_written(db):
    suggestions.learn_words_of(["Otfried Preußler: Krabat", "Kästner"])
    assert suggestions.candidates("preusler") == ["preußler"]
    assert suggestions.candidates("käsntner") == suggestions.candidates("kaesntner") == ["kästner"]
    assert suggestions.candidates("krabat") == []


def test_a_word_is_added_once(db):
    suggestions.learn_words_of(["Krabat"])
    suggestions.learn_words_of(["Krabat und der KRABAT"])
    assert SearchWord.objects.filter(word="krabat").count() == 1


def test_a_short_word_with_two_errors_is_another_word(db):
    suggestions.learn_words_of(["hört", "Steuererklärung"])
    assert suggestions.candidates("chor") == []
    assert suggestions.candidates("teuererklärungs") == ["steuererklärung"]


def test_numbers_and_short_words_are_not_corrected(db):
    suggestions.learn_words_of(["1984", "Es", "Ohm"])
    assert not SearchWord.objects.exists()
    assert suggestions.candidates("1985") == suggestions.candidates("ohn") == []
