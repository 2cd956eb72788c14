"""Forty typeset pages: columns, boxes, frames, divided words, rotation; their text is read in the right order."""

from bisect import bisect_left
from itertools import groupby

import pytest

from kasch_site.common.search.analysis.words import spelled
from newspaper.intake.documents import Document
from newspaper.intake.process.boxes import Box
from newspaper.intake.process.lines import Block
from newspaper.intake.process.reading_order import in_order
from tests.support.newspaper import typeset

pytestmark = pytest.mark.real_time


def longest_run(places):
    """Return the length of the longest sequence of places that only goes up."""
    ends = []
    for place in places:
        found = bisect_left(ends, place)
        ends[found : found + 1] = [place]
    return len(ends)


def boxes_of(page_text):
    """Return the boxes of each word of a page, by the word."""
    by_start = groupby(page_text.words, key=lambda box: (box.start, box.length))
    return {page_text.text[start : start + length]: list(boxes) for (start, length), boxes in by_start}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Return forty pages, some of them rotated, lying or cropped, and what was read of each."""
    pages = typeset.pages(40)
    path = tmp_path_factory.mktemp("typeset") / "seiten.pdf"
    path.write_bytes(typeset.varied(typeset.compiled(pages)))
    with Document(path) as document:
        return [(page, document.text(number)) for number, page in enumerate(pages, start=1)]


def test_at_least_95_per_cent_of_a_page_are_read_in_the_right_order(texts):
    for page, read in texts:
        places = {word: place for place, word in enumerate(page.words)}
        run = longest_run([places[word] for word in read.text.split() if word in places])
        assert run >= 0.95 * len(page.words), page.kind


def test_every_divided_word_is_one_word_marked_on_both_lines(texts):
    for page, read in texts:
        boxes = boxes_of(read)
        for word in page.divided:
            assert len({(box.x, box.y) for box in boxes[word]}) >= 2, (page.kind, word)


def test_a_divided_word_is_found_with_its_hyphen_and_without(texts):
    for page, read in texts:
        found = {spelling for word in read.text.split() for spelling in spelled(word)}
        halves = [halves for article in page.articles for halves in article.divided]
        assert halves
        for first, second in halves:
            assert found.issuperset(spelled(f"{first}{second}")), page.kind
            assert found.issuperset(spelled(f"{first}-{second}")), page.kind


def test_marks_of_the_printer_outside_of_the_page_are_no_text(texts):
    assert not any("Druckerei" in read.text for _page, read in texts)


def test_every_box_is_on_the_page_and_belongs_to_a_word(texts):
    for _page, read in texts:
        for box in read.words:
            assert 0 <= box.x <= box.x + box.width <= 10_000
            assert 0 <= box.y <= box.y + box.height <= 10_000
            assert box.width > 0
            assert box.height > 0
            assert read.text[box.start : box.start + box.length].split() == [
                read.text[box.start : box.start + box.length]
            ]


def test_boxes_below_three_columns_are_read_after_them_even_where_one_is_as_wide_as_two():
    columns = [Box(left, 100, left + 90, 400) for left in (0, 100, 200)]
    boxes = [Box(0, 420, 90, 500), Box(100, 420, 290, 500)]
    blocks = [Block([], box, index, size=9.0) for index, box in enumerate([*columns, *boxes])]
    assert [block.index for block in in_order(blocks[::-1])] == [0, 1, 2, 3, 4]
