"""Remove hidden terms from a text and from the boxes of its words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .names import Pattern, Span

# Replaces a hidden term: the usual mark of an omission, in every language.
OMISSION = "[…]"
# Boxes of words are this much larger when they are blackened, in ten-thousandths: letters reach over them.
MARGIN = 25

Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted text, the boxes of its remaining words, and the areas of the removed ones.

    `has_no_box`: a term was in the text, but no box of a word gives its position on the page.
    """

    text: str
    words: list = field(default_factory=list)
    areas: tuple[Area, ...] = ()
    has_no_box: bool = False


def redact(text: str, patterns: Iterable[Pattern]) -> str:
    """Return the text with `OMISSION` in place of each hidden term."""
    return _replaced(text, _merged(spans_of(text, patterns)))


def redact_words(text: str, words: list, patterns: Iterable[Pattern], areas: Iterable[Area] = ()) -> Redacted:
    """Remove the terms, and the words inside the areas, from the text of a page and its boxes."""
    areas = [tuple(area) for area in areas]
    inside = [Span(word[0], word[0] + word[1]) for word in words if _is_inside(word, areas)]
    spans = _merged([*spans_of(text, patterns), *inside])
    removed = [word for word in words if _is_covered(word, spans)]
    kept = [_moved(word, spans) for word in words if not _is_covered(word, spans)]
    has_no_box = any(not any(_is_covered(word, [span]) for word in removed) for span in spans)
    boxes = tuple(dict.fromkeys([*areas, *(tuple(word[2:6]) for word in removed)]))
    return Redacted(_replaced(text, spans), kept, boxes, has_no_box)


def spans_of(text: str, patterns: Iterable[Pattern]) -> list[Span]:
    """Return the certain matches of the patterns in a text."""
    return [span for each in patterns for span in each.spans(text)]


def with_margin(area: Area) -> Area:
    """Return an area enlarged by `MARGIN` on each side."""
    x, y, width, height = area
    return x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN


def _merged(spans) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _replaced(text, spans) -> str:
    pieces, end = [], 0
    for span in spans:
        pieces += [text[end : span.start], OMISSION]
        end = span.end
    return "".join([*pieces, text[end:]])


def _is_covered(word, spans):
    return any(word[0] < span.end and span.start < word[0] + word[1] for span in spans)


def _is_inside(word, areas):
    middle_x, middle_y = word[2] + word[4] / 2, word[3] + word[5] / 2
    return any(x <= middle_x <= x + width and y <= middle_y <= y + height for x, y, width, height in areas)


def _moved(word, spans) -> list:
    change = sum(len(OMISSION) - (span.end - span.start) for span in spans if span.end <= word[0])
    return [word[0] + change, *word[1:]]
