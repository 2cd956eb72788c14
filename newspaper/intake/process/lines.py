"""Lines of words, and blocks of lines: what is set below each other in one column, in one size."""

from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .boxes import Box, Word

# In sizes of the letters.
_WIDEST_GAP_IN_LINE = 3.0
_USUAL_LEADING, _MAX_LEADING = 1.3, 1.9
_WIDER_THAN_USUAL = 0.3
_INDENT = 0.6
_BOLDER = 1.3  # times the weight of usual letters
_BULLETS = frozenset("•◦▪▫■□●○◾◽◆◇▶►‣⁃∙")
END_OF_SENTENCE = tuple('.!?:…»“"”')


@dataclass(slots=True)
class Line:
    """Words beside each other; `size` is that of their letters."""

    words: list[Word]
    box: Box
    size: float

    @property
    def weight(self) -> int:
        """Return the weight of its lightest word."""
        return min(word.weight for word in self.words)

    @property
    def is_item(self) -> bool:
        """Return whether an item of a list begins here."""
        return len(self.words) > 1 and self.words[0].text[:1] in _BULLETS


@dataclass(slots=True)
class Block:
    """Lines below each other; `index` is its place in the order in which the PDF draws."""

    lines: list[Line]
    box: Box
    index: int = 0
    size: float = 0.0  # of its letters
    parts: list["Block"] = field(default_factory=list)  # of a framed box: the blocks inside

    @property
    def letters(self) -> int:
        """Return the number of letters, with those of its parts."""
        own = sum(len(word.text) for line in self.lines for word in line.words)
        return own + sum(part.letters for part in self.parts)

    def paragraphs(self) -> list[list[Line]]:
        """Return the lines by paragraph: one begins after a gap, with an indent, a heading or an item."""
        usual = median(self._leadings()) if len(self.lines) > 2 else self.size * _USUAL_LEADING
        found = [[self.lines[0]]]
        left = min(line.box.left for line in self.lines)
        for above, line, leading in zip(self.lines, self.lines[1:], self._leadings(), strict=False):
            is_apart = leading > usual + _WIDER_THAN_USUAL * line.size
            is_new = is_apart or line.is_item or self._is_heading(above, line) or _ends_heading(found[-1], line)
            if is_new or self._has_other_indent(found[-1], above, line, left):
                found.append([])
            found[-1].append(line)
        return found

    def _leadings(self):
        return [line.box.bottom - above.box.bottom for above, line in pairwise(self.lines)]

    def _has_other_indent(self, paragraph, above, line, left):
        """Return whether a line begins a paragraph by its indent; those of an item hang below its text."""
        if paragraph[0].is_item:
            return line.box.left < paragraph[0].words[1].box.left - _INDENT * line.size
        return self._is_indented(line, left) and not self._is_indented(above, left)

    def _is_heading(self, above, line):
        """Return whether a bold line follows a text that has ended."""
        is_short = above.box.right < self.box.right - 2 * line.size
        has_ended = is_short or above.words[-1].text.endswith(END_OF_SENTENCE)
        return has_ended and line.weight > _BOLDER * above.weight > 0

    def _is_indented(self, line, left):
        return _INDENT < (line.box.left - left) / (line.size or 1) < 4


def _ends_heading(paragraph: list[Line], line: Line) -> bool:
    """Return whether usual letters follow a paragraph that is bold."""
    return min(above.weight for above in paragraph) > _BOLDER * line.words[0].weight > 0


def blocks_of(words: list[Word]) -> list[Block]:
    """Return the blocks of words that are turned alike, in the order in which they are drawn."""
    found: list[Block] = []
    for line in _lines_of(words):
        if found and _belongs_to(found[-1], line):
            found[-1].lines.append(line)
            found[-1].box.extend(line.box)
        else:
            box = Box(line.box.left, line.box.top, line.box.right, line.box.bottom)
            found.append(Block([line], box, len(found), line.size))
    return found


def _lines_of(words):
    found: list[Line] = []
    for word in words:
        if found and _is_in_line(found[-1], word):
            found[-1].words.append(word)
            found[-1].box.extend(word.box)
        else:
            box = Box(word.box.left, word.box.top, word.box.right, word.box.bottom)
            found.append(Line([word], box, word.size))
    return found


def _is_in_line(line: Line, word: Word) -> bool:
    last = line.words[-1]
    overlap = min(last.box.bottom, word.box.bottom) - max(last.box.top, word.box.top)
    gap = max(word.box.left - last.box.right, last.box.left - word.box.right)
    smaller, larger = sorted((last.size, word.size))
    is_beside = overlap >= 0.5 * min(last.box.height, word.box.height)
    return is_beside and gap <= _WIDEST_GAP_IN_LINE * smaller and larger <= 2.5 * smaller


def _belongs_to(block: Block, line: Line) -> bool:
    smaller, larger = sorted((block.size, line.size))
    leading = line.box.bottom - block.lines[-1].box.bottom
    overlap = min(block.box.right, line.box.right) - max(block.box.left, line.box.left)
    return larger <= 1.25 * smaller and 0.4 * smaller < leading <= _MAX_LEADING * smaller and overlap > 0
