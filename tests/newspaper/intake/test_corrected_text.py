"""The boxes of the words of a corrected text, and what of it stays when its page is read again."""

from hypothesis import given
from hypothesis import strategies as st

from newspaper.intake import corrected_text
from newspaper.intake.corrected_text import digest_of, moved, read_again
from newspaper.models import Page
from tests.newspaper.factories import boxes_of

WORDS = st.lists(st.sampled_from(["Linde", "Platz", "am", "ein", "a", "Straße", "."]), max_size=12)
GAPS = st.sampled_from([" ", "\n", "\n\n"])
PRINTED, CORRECTED = "Die Linae am Platz bleibt", "Die Linde am Platz bleibt"


def corrected_page(**fields):
    return Page(text=CORRECTED, text_source="typed", read_digest=digest_of(PRINTED), **fields)


def test_a_correction_is_kept_if_the_new_file_has_the_same_text():
    found = read_again(corrected_page(is_to_compare=True), PRINTED, boxes_of(PRINTED))
    assert (found["is_to_compare"], "text" in found) == (False, False)
    assert [CORRECTED[start : start + length] for start, length, *_box in found["words"]] == [
        *("Die", "am", "Platz", "bleibt"),
    ]


def test_a_file_with_another_text_replaces_the_correction_and_staff_compare():
    found = read_again(corrected_page(is_to_compare=True), "Die Eiche steht", boxes_of("Die Eiche steht"))
    assert (found["text"], found["text_source"], len(found["words"])) == ("Die Eiche steht", "pdf", 3)
    assert "is_to_compare" not in found


def test_a_correction_stays_without_marks_where_the_new_file_has_no_text():
    found = read_again(corrected_page(is_to_compare=True), "", [])
    assert found == {"words": [], "read_digest": ""}


def test_what_was_typed_on_a_page_that_failed_stays():
    assert read_again(corrected_page(), PRINTED, boxes_of(PRINTED)) == {"read_digest": digest_of(PRINTED)}


@given(before=WORDS, after=WORDS, gap=GAPS)
def test_every_mark_that_is_kept_shows_the_same_word(before, after, gap):
    old, new = gap.join(before), " ".join(after)
    kept = moved(boxes_of(old), old, new)
    boxes = {tuple(place): old[start : start + length] for start, length, *place in boxes_of(old)}
    assert [new[start : start + length] for start, length, *_place in kept] == [
        boxes[tuple(place)] for _start, _length, *place in kept
    ]


@given(words=WORDS, place=st.integers(0, 12), added=WORDS)
def test_words_that_are_added_take_no_mark_away(words, place, added):
    old = " ".join(words)
    new = " ".join([*words[:place], *added, *words[place:]])
    assert len(moved(boxes_of(old), old, new)) == len(words)


def test_a_text_that_is_too_different_to_compare_keeps_marks_at_its_ends(monkeypatch):
    monkeypatch.setattr(corrected_text, "MAX_WORDS", 2)
    old, new = "Anfang a b c d Ende", "Anfang e f g h i Ende"
    assert [new[box[0] : box[0] + box[1]] for box in moved(boxes_of(old), old, new)] == ["Anfang", "Ende"]
