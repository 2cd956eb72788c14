"""Names and passages are found however they are written, and other people's are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newspaper.redaction.names import Pattern, key_of
from newspaper.redaction.texts import OMISSION, redact, redact_words


def found(name, text, **options):
    return [text[span.start : span.end] for span in Pattern(name).spans(text, **options)]


@pytest.mark.parametrize(
    "written",
    [
        "Anna Müller",
        "ANNA MÜLLER",
        "Müller, Anna",
        "Müller Anna",
        "Anna Mueller",
        "Anna Muller",
        unicodedata.normalize("NFD", "Anna Müller"),
        "Anna\nMüller",
        "Anna Mül-\nler",
        "Anna Mül\ufffeler",
        "An\u00adna Mül\u00adler",
        "A n n a  M ü l l e r",
        "Aɴɴᴀ Mᴜ̈ʟʟᴇʀ",
        "Anna Müllers",
        "Anna Müller’s",
        "anna.mueller",
    ],
)
def test_a_name_is_found_in_every_spelling(written):
    assert found("Anna Müller", f"Gestern kam {written} zu uns.") == [written]


@pytest.mark.parametrize(
    "other", ["Hanna Müller", "Anna Müllerin", "Johanna Müller", "Anna. \n\nMüller", "Anna, Peter"]
)
def test_somebody_else_is_not_found(other):
    assert found("Anna Müller", f"Gestern kam {other} zu uns.") == []


@pytest.mark.parametrize(
    "maybe",
    ["Anna-Müller-Straße", "Anna Müller-Schmidt", "Lisa-Anna Müller", "Frau Müller", "Familie Müllers", "A. Müller"],
)
def test_what_may_be_somebody_else_is_only_proposed(maybe):
    assert found("Anna Müller", maybe) == []
    assert len(found("Anna Müller", maybe, is_certain=False)) == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller, Anna", "Anna Müller"),
        ("Jörg Weiß", "WEISS, JOERG"),
        ("Steffi Pfeiffer", "Steﬃ Pfeiﬀer"),
        ("Karla Müller-Lüdenscheid", "Karla Müller-\nLüdenscheid"),
        ("Karla Müller-Lüdenscheid", "Mueller-Luedenscheid, Karla"),
        ("Anna von Berg", "von Berg, Anna"),
        ("Anna von Berg", "Berg, Anna von"),
        ("Hans Fritz", "Hans Fritzens"),
        ("Đức Nguyễn", "Duc Nguyen"),
    ],
)
def test_double_names_particles_and_other_letters(name, written):
    assert found(name, f"({written})") == [written]


def test_a_passage_is_found_over_lines_and_signs():
    text = "Sie wohnt in der Weststraße 12, zweiter\nStock, und hat drei Kinder."
    passage = Pattern("wohnt in der Weststraße 12 zweiter Stock", is_passage=True)
    assert redact(text, [passage]) == f"Sie {OMISSION}, und hat drei Kinder."


def test_the_boxes_of_the_words_follow_the_text():
    text = "Gestern kam Anna Müller zu uns"
    words = [[0, 7, 0, 0, 9, 9], [8, 3, 10, 0, 9, 9], [12, 4, 20, 0, 9, 9], [17, 6, 30, 0, 9, 9], [24, 2, 40, 0, 9, 9]]
    redacted = redact_words(text, words, [Pattern("Anna Müller")])
    assert redacted.text == "Gestern kam […] zu uns"
    assert [redacted.text[start : start + length] for start, length, *_box in redacted.words] == [
        "Gestern",
        "kam",
        "zu",
    ]
    assert redacted.areas == ((20, 0, 9, 9), (30, 0, 9, 9))
    assert not redacted.has_no_box


def test_a_name_without_a_box_has_no_place_on_the_page():
    assert redact_words("Anna Müller", [], [Pattern("Anna Müller")]).has_no_box


def test_words_inside_an_area_are_hidden_whatever_was_recognised_there():
    redacted = redact_words("Ama Mu11er kam", [[0, 3, 20, 0, 9, 9], [4, 6, 30, 0, 9, 9]], [], [(20, 0, 20, 9)])
    assert redacted.text == "[…] […] kam"


def test_two_spellings_of_a_name_have_the_same_key():
    assert key_of("Anna Müller") == key_of("ANNA  MUELLER") != key_of("Anna Mull")


LETTERS = st.text("abcdeäöüßéÄÖ", min_size=2, max_size=9)


@given(LETTERS, LETTERS, st.text("ab cäü.,-\n\u00ad", max_size=20), st.text("ab cäü.,-\n", max_size=20))
def test_nothing_of_a_name_is_left_in_any_text(given_name, surname, before, after):
    name = f"{given_name} {surname}"
    text = redact(f"{before} {name}. {after}", [Pattern(name)])
    assert OMISSION in text
    assert not Pattern(name).spans(text)


@given(st.text(max_size=200), LETTERS)
def test_any_text_can_be_searched(text, name):
    for span in Pattern(name).spans(text, is_certain=False):
        assert 0 <= span.start < span.end <= len(text)
