"""The tokens by which a document is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search.analysis.numbers import canonical_isbn, take_isbns
from kasch_site.common.search.analysis.tokens import document_tokens
from kasch_site.common.search.analysis.words import spelled, words
from kasch_site.common.search.parsing import MAX_LENGTH, MAX_WORDS, parse, title_key
from kasch_site.common.sections import SearchText


def tokens(title="", **found_by):
    return document_tokens(SearchText(title, "/", **found_by))


@given(st.text(max_size=200))
def test_tokens_are_letters_and_digits(text):
    own = tokens(text, names=(text,), subjects=(text,), numbers=(text,), text=text)
    assert all(token.isalnum() and token == token.lower() for token in own)


@given(st.text(max_size=100))
def test_folding_a_folded_word_changes_nothing(text):
    assert all(spelling in spelled(spelling) for spelling in spelled(text))


@given(st.text(max_size=300))
def test_words_have_their_positions_in_the_text(text):
    assert all(text[word.start : word.end] == word.text for word in words(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kästner", "Kaestner"),
        ("Kästner", "kastner"),
        ("Straße", "STRASSE"),
        ("Goethe", "göthe"),
        ("Œuvre", "oeuvre"),
        ("сім'я", "сімя"),
    ],
)
def test_spellings_meet(written, typed):
    pieces = {spelling for word in words(written) for spelling in spelled(word.text)}
    assert pieces & {spelling for word in words(typed) for spelling in spelled(word.text)}


def test_names_are_neither_stemmed_nor_split():
    own = tokens(names=("Dörte Hansen", "Daniel Kehlmann"))
    assert {"ahansen", "akehlmann", "adorte"} <= own
    assert not any(token[0] in "cdefgh" for token in own)
    assert not {"bmann", "bkehl"} & own


def test_a_name_that_is_written_with_ae_is_found_with_a():
    assert "akastner" in tokens(names=("Erich Kaestner",))
    assert "agoethe" in tokens(names=("Johann Wolfgang von Goethe",))


def test_a_name_may_begin_with_the_surname():
    assert tokens(names=("Rowling, J. K.",)) == tokens(names=("J. K. Rowling",))
    assert "ajk" in tokens(names=("Rowling, J. K.",))
    assert "bjk" in tokens(names=("Joanne K. Rowling",))


def test_a_compound_has_its_parts():
    own = tokens("Der Regenbogenfisch")
    assert {"aregenbogenfisch", "bregenbogen", "bfisch", "bbogen"} <= own
    assert "afisch" not in own


def test_titles_in_other_languages_are_not_split():
    assert not any(token.startswith("b") for token in tokens("The Mainland", language="en"))


@given(st.integers(min_value=0, max_value=999_999_999))
def test_an_isbn_is_the_same_in_all_its_spellings(number):
    body = f"{number:09}"
    check = sum((10 - place) * int(digit) for place, digit in enumerate(body))
    ten = body + "0123456789X"[-check % 11]
    thirteen = canonical_isbn(ten)
    assert thirteen.startswith(f"978{body}")
    spellings = [
        ten,
        ten.lower(),
        f"ISBN {ten}",
        thirteen,
        f"\u200eISBN-13: {thirteen[:3]}-{thirteen[3:8]} {thirteen[8:]}",
    ]
    assert [take_isbns(spelling)[1] for spelling in spellings] == [[thirteen]] * len(spellings)


def test_a_long_search_is_cut_at_a_word():
    assert len(parse("roman " * 1000).terms) == MAX_WORDS
    cut = parse(f"roman {'x' * MAX_LENGTH}")
    assert [term.text for term in cut.terms] == ["roman"]


def test_stop_words_are_left_out_beside_others():
    assert title_key("Die Welle") == title_key("welle")
    assert title_key("Es") == "es"
    assert [term.text for term in parse("der name der rose").terms] == ["name", "rose"]
    assert [term.text for term in parse("was nun").terms] == ["was", "nun"]
