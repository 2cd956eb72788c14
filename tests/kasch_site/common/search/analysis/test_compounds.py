"""Compounds and their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search.analysis.compounds import forms, is_noun, joints, parts
from kasch_site.common.search.analysis.stems import other_number


@pytest.mark.parametrize(
    ("word", "some"),
    [
        ("Schulkochbuch", {"schule", "koch", "kochbuch", "buch"}),
        ("Tintenherz", {"tinte", "herz"}),
        ("Wüstenblume", {"wüste", "blume"}),
        ("Patientenverfügung", {"patient", "verfügung"}),
        ("Glasperlenspiel", {"glas", "perle", "spiel"}),
        ("Häuserkampf", {"haus", "kampf"}),
        ("Seniorennachmittag", {"senior", "nachmittag"}),
        ("Brotbackbuch", {"brot", "backbuch"}),
        ("Kuscheltiere", {"tier"}),
        ("Maerchenbuch", {"märchen", "buch"}),
        ("Jobcenter", {"job"}),
    ],
)
def test_a_compound_has_parts(word, some):
    assert some <= parts(word)


@pytest.mark.parametrize("word", ["Momente", "Studenten", "Tomate", "Robinson", "Entdeckung", "Manifest", "Haus", "Es",
                                  "Mutter", "Bücherei"])  # fmt: skip
def test_other_words_have_no_parts(word):
    assert parts(word) == frozenset()


@given(st.text(alphabet="abeinrstuhfäöüß", max_size=60))
def test_parts_are_in_the_word(word):
    folded = word.casefold().translate(str.maketrans("äöü", "aou"))
    # A part has at most one letter more than what is written: "Schule" in "Schulbuch".
    assert all(part.translate(str.maketrans("äöü", "aou")).removesuffix("n").removesuffix("e") in folded
               for part in parts(word))  # fmt: skip


def test_joints_of_a_compound():
    assert joints("Kindertagesstätte") == (6, 11)
    assert joints("Fußballtor") == (7,)
    assert joints("Haus") == joints("x" * 100) == ()


def test_forms_of_a_noun():
    assert "buch" in forms("bücher")
    assert forms("goethe") == set()


def test_plurals_of_latin_and_greek_nouns():
    assert "museum" in other_number("museen", is_noun)
    assert "museen" in other_number("museum", is_noun)
    assert "atlas" in other_number("atlanten", is_noun)
    assert other_number("bahnen", is_noun) == []
