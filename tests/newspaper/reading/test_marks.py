"""The places of a search in a text, and their boxes."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.search.parsing import parse
from newspaper.reading.marks import MARGIN, Box, Mark, boxes, marked_paragraphs, spans
from newspaper.reading.texts import beginning_of, paragraphs


def found(text, typed):
    return [text[start:end] for start, end in spans(text, parse(typed))]


def test_compounds_and_inflected_words_are_places():
    text = "Das Luisenplatzfest auf dem Luisenplatz. Alle Feste."
    assert found(text, "Luisenplatz") == ["Luisenplatzfest", "Luisenplatz"]
    assert found(text, "fest") == ["Luisenplatzfest", "Feste"]


def test_words_that_follow_each_other_are_one_place():
    assert found("Die neue Bank, neu: Bank neue Bank.", "neue Bank") == ["neue Bank", "neu", "Bank neue Bank"]


def test_a_word_on_two_lines_has_two_boxes():
    words = [[0, 3, 0, 0, 10, 10], [4, 8, 900, 50, 80, 40], [4, 8, 100, 100, 60, 40], [13, 2, 300, 100, 9, 9]]
    line = Box(900 - MARGIN, 50 - MARGIN, 80 + 2 * MARGIN, 40 + 2 * MARGIN)
    next_line = Box(100 - MARGIN, 100 - MARGIN, 60 + 2 * MARGIN, 40 + 2 * MARGIN)
    assert boxes([(4, 12)], words) == [(line, next_line)]
    assert boxes([], words) == []


def test_a_place_of_several_words_has_the_boxes_of_all():
    assert [len(own) for own in boxes([(0, 7), (9, 12)], [[0, 3, *[1] * 4], [4, 3, *[1] * 4], [9, 3, *[1] * 4]])] == [
        2,
        1,
    ]


def test_marked_text_is_escaped_and_lines_stay_lines():
    text = "<b>Anna</b> & Otto\nzwei\n\nAnna"
    assert marked_paragraphs(text, [Mark(3, 7, 1), Mark(25, 29, 2, is_current=True)]) == [
        '&lt;b&gt;<mark id="stelle-1">Anna</mark>&lt;/b&gt; &amp; Otto<br>zwei',
        '<mark id="stelle-2" aria-current="true">Anna</mark>',
    ]


LETTERS = st.text(alphabet="aäß <&\n\t-", max_size=60)


@given(LETTERS)
def test_paragraphs_keep_all_words(text):
    assert " ".join(paragraphs(text)).split() == text.split()
    assert all(part == part.strip() and part for part in paragraphs(text))


@given(st.text(alphabet="abc ", max_size=900))
def test_the_beginning_of_a_text_ends_with_a_whole_word(text):
    shown = beginning_of(text, 40)
    assert len(shown) <= 42
    assert shown.removesuffix(" …").split() == text.split()[: len(shown.removesuffix(" …").split())] or " " not in shown


@given(st.text(alphabet="fest platz-\n", max_size=80), st.text(alphabet="fest platz", max_size=12))
def test_places_are_in_order_and_do_not_overlap(text, typed):
    there = spans(text, parse(typed))
    assert all(start < end for start, end in there)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(there))
