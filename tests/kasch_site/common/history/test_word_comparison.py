"""What differs in two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.history.word_comparison import WORDS_AROUND, compare, shortened

TEXTS = st.text(alphabet="ab \n.", max_size=60)


@given(TEXTS, TEXTS)
def test_nothing_of_a_text_is_lost_by_comparing(old, new):
    pieces = compare(old, new)
    assert ["".join(text for _marked, text in side) for side in pieces] == [old, new]


@given(TEXTS, TEXTS)
def test_unmarked_words_are_equal_on_both_sides(old, new):
    sides = compare(old, new)
    same = ["".join(text for is_marked, text in side if not is_marked) for side in sides]
    assert same[0] == same[1]


def test_a_long_unchanged_stretch_is_left_out():
    same = "gleich " * 200
    old, _new = compare(f"alt {same}", f"neu {same}")
    assert shortened(old) == [(True, "alt "), (False, "gleich " * WORDS_AROUND + " […] ")]


def test_both_sides_are_shown_around_a_word_that_was_added():
    same = "gleich " * 200
    old, new = (shortened(side) for side in compare(f"{same}{same}", f"{same}neu {same}"))
    around = "gleich " * WORDS_AROUND
    assert old == [(False, f" […] {around}"), (False, f"{around} […] ")]
    assert new == [(False, f" […] {around}"), (True, "neu "), (False, f"{around} […] ")]


def test_a_text_without_a_marked_word_is_shown_in_full():
    pieces = [(False, "gleich " * 200)]
    assert shortened(pieces) == pieces
