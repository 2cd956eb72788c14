"""Mark the matches of a search on a page: in its text, and as boxes on its image."""

from bisect import bisect_right
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from kasch_site.common.search.marking import searched_words
from kasch_site.common.search.parsing import Query
from newspaper.models import Page

from .texts import paragraph_spans

# Room around a word on the image, in the unit of boxes.
MARGIN = 25


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in ten-thousandths of its width and height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A match in a text: [start, end), and its boxes on the page.

    `number` counts the matches on all pages of the issue.
    """

    start: int
    end: int
    number: int
    boxes: tuple[Box, ...] = ()
    is_current: bool = False

    @property
    def anchor(self) -> str:
        """Return the id of the mark on the web page."""
        return f"stelle-{self.number}"


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Return the matches of a query in a text; adjacent words are one match."""
    found: list[tuple[int, int]] = []
    for word in searched_words(text, query):
        if found and not text[found[-1][1] : word.start].strip():
            found[-1] = (found[-1][0], word.end)
        else:
            found.append((word.start, word.end))
    return found


def boxes(spans: list[tuple[int, int]], words: list[list[int]]) -> list[tuple[Box, ...]]:
    """Return for each span of a text the boxes of its words on the page.

    A word hyphenated at the end of a line has two boxes. Spans must be in order and must not overlap.
    """
    found: list[list[Box]] = [[] for _span in spans]
    starts = [start for start, _end in spans]
    for start, length, *place in words:
        index = bisect_right(starts, start + length - 1) - 1
        if index >= 0 and spans[index][1] > start:
            found[index].append(_with_margin(*place))
    return [tuple(each) for each in found]


def marks_of(page: Page, query: Query, first: int, current: int) -> list[Mark]:
    """Return the matches of a search on a page, numbered from `first`; `current` is the number of the selected one."""
    there = spans(page.text, query)
    return [
        Mark(start, end, number, own, number == current)
        for number, ((start, end), own) in enumerate(zip(there, boxes(there, page.words), strict=True), first)
    ]


def marked_paragraphs(text: str, marks: list[Mark]) -> list[SafeString]:
    """Return the paragraphs of a text as HTML, with the matches in `<mark>`."""
    return [_marked(text, start, end, marks) for start, end in paragraph_spans(text)]


def _marked(text, start, end, marks):
    html, position = [], start
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            current = ' aria-current="true"' if mark.is_current else ""
            html.append(_lines(text[position : mark.start]))
            html.append(f'<mark id="{mark.anchor}"{current}>{_lines(text[mark.start : mark.end])}</mark>')
            position = mark.end
    return mark_safe("".join([*html, _lines(text[position:end])]))  # noqa: S308 - every part is escaped


def _lines(text):
    """Return escaped text with its line breaks, as in addresses, poems and lists of results."""
    return escape(text).replace("\n", "<br>")


def _with_margin(x, y, width, height):
    # Whole numbers: others would be written with a comma.
    return Box(int(x) - MARGIN, int(y) - MARGIN, int(width) + 2 * MARGIN, int(height) + 2 * MARGIN)
