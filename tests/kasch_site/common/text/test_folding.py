"""Names and titles match in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.folding import MAX_TYPED_LENGTH, spellings, word_matcher


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Anna Müller", "Müller Anna"),
        ("Anna Müller", "müller, anna"),
        ("Anna Müller", "mueller anna"),
        ("Müller Anna", "anna muller"),
        ("Anna Mueller", "Müller"),
        ("Frau Anna-Lena Groß", "gross anna lena"),
        ("Frau Anna-Lena Groß", "Annalena"),
        ("van der Meer, Jan", "jan vandermeer"),
        ("Đức Nguyễn", "nguyen duc"),
        ("Олена Шевченко", "шевченко олена"),
        ("محمد علي", "علي محمد"),
        ("Übungsabend für Ältere", "uebungsabend aeltere"),
        ("Übungsabend für Ältere", "ältere übung"),
    ],
)
def test_words_match_in_any_order_and_spelling(text, typed):
    assert word_matcher(typed)(text)


@pytest.mark.parametrize(
    ("text", "typed"), [("Anna Müller", "Müller Berta"), ("Anna Müller", "Maller"), ("", "anna"), ("Li", "Lin")]
)
def test_each_word_must_match(text, typed):
    assert not word_matcher(typed)(text)


@pytest.mark.parametrize("typed", ["", "   ", "…", "🙂", ", ,", "a" * (MAX_TYPED_LENGTH + 1)])
def test_an_empty_or_too_long_search_matches_nothing(typed):
    assert word_matcher(typed) is None


@given(st.text(max_size=60), st.randoms())
def test_every_text_matches_its_own_words_in_any_order(text, rng):
    words = text.replace(",", " ").split()
    rng.shuffle(words)
    matches = word_matcher(" ".join(words))
    assert matches is None or matches(text)
    assert (matches is None) == (not any(spellings(text)))
