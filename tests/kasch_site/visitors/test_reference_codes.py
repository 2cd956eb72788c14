"""Reference codes, and names as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.text.folding import spellings
from kasch_site.visitors import reference_codes


@st.composite
def typed(draw):
    """Generate a new code, and one notation of it."""
    code = "".join(draw(st.lists(st.sampled_from(reference_codes.ALPHABET), min_size=8, max_size=8)))
    between = st.text(alphabet=" \t\n-–—‐‑._/\u00a0\u200b\u00ad:", max_size=2)
    characters = [draw(st.sampled_from([character, character.lower()])) for character in code]
    return code, draw(between) + "".join(character + draw(between) for character in characters)


@given(typed())
def test_a_code_is_read_in_any_case_and_spacing(code_and_typed):
    code, text = code_and_typed
    assert reference_codes.parse(text) == code
    assert reference_codes.parse(reference_codes.spelled(code)) == code


@given(st.text())
def test_any_input_is_a_code_or_none(text):
    read = reference_codes.parse(text)
    assert read == "" or (len(read) == reference_codes.LENGTH and set(read) <= set(reference_codes.ALPHABET))
    assert reference_codes.parse(read) == read


def test_no_character_of_a_code_can_be_confused_with_another():
    assert not set("0O1I") & set(reference_codes.ALPHABET)
    assert len(reference_codes.ALPHABET) == len(set(reference_codes.ALPHABET)) == 32


def test_codes_are_random_and_use_the_whole_alphabet():
    made = [reference_codes.new_code() for _time in range(500)]
    assert len(set(made)) == 500
    assert set("".join(made)) == set(reference_codes.ALPHABET)
    assert {len(code) for code in made} == {8}


@pytest.mark.parametrize("text", ["", "K7PX", "K7PX-42MN-X", "K7PX-42M0", "K7PX-42MO", "K7PX-42MI", "K7PX-42Mß"])
def test_invalid_input_is_no_code(text):
    assert reference_codes.parse(text) == ""


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Li", "Li"),
        ("Li", " li "),
        ("Li Wang", "Li"),
        ("Li Wang", "Wan"),
        ("Li Wang", "LiW"),
        ("O", "o"),
        ("Anna Weber", "Ann"),
        ("Anna Weber", "web"),
        ("Anna Weber", "Anna Weber"),
        ("Anna-Lena Groß", "len"),
        ("Anna-Lena Groß", "gros"),
        ("Anna-Lena Groß", "Groß"),
        ("Müller", "Mül"),
        ("Müller", "Mul"),
        ("Müller", "MUE"),
        ("Mueller", "Mue"),
        ("Ærø", "aer"),
        ("Élodie", "elo"),
        ("Łukasz", "luk"),
        ("O'Brien", "OBr"),
        ("O'Neill", "O'N"),
        ("O’Neill", "o'n"),
        ("Đức", "Duc"),
        ("Yıldız", "Yil"),
        ("Þórr", "Tho"),
        ("van der Meer", "mee"),
        ("Олена", "оле"),
        ("محمد", "محم"),
    ],
)
def test_a_name_is_matched_by_its_first_letters_in_any_notation(name, typed):
    assert reference_codes.matches_name(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Li", "L"),
        ("Li", "Lin"),
        ("Anna Weber", "We"),
        ("Anna Weber", "Webx"),
        ("Anna Weber", "nna"),
        ("Anna Weber", ""),
        ("Anna Weber", "---"),
        ("", ""),
        ("…", "…"),
    ],
)
def test_a_wrong_name_is_refused(name, typed):
    assert not reference_codes.matches_name(name, typed)


@given(st.text(min_size=1))
def test_any_full_name_is_matched(name):
    assert reference_codes.matches_name(name, name) == any(spellings(name))
