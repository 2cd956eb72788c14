"""Group words into lines, and lines into blocks: consecutive lines of one column in one size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .boxes import Box, Word

# In sizes of the letters.
_WIDEST_GAP_IN_LINE, _WIDEST_GAP_AFTER_NUMBER = 3.0, 5.0
_USUAL_LEADING, _MAX_LEADING = 1.3, 1.9
_WIDER_THAN_USUAL = 0.3
_INDENT, _ASIDE = 0.6, 4.0
_SAME_PLACE = 0.25
_TAB, _TAB_OF_ONE_ITEM = 0.6, 1.0  # wider than a blank
_BOLDER = 1.3  # times the weight of usual letters
_OTHER_SIZE = 1.15  # times the size of the letters above
_BULLETS = frozenset("•◦▪▫■□●○◾◽◆◇▶►‣⁃∙")
_NUMBER = re.compile(r"\d{1,3}[.)]?")
# The author of a text or a photo, on a line of its own.
_CREDIT = re.compile(
    r"(?:Text|Foto|Bild|Grafik|Zeichnung|Illustration|Interview|Quelle|Autor)\w{0,3}(?:\W+(?:und )?\w+)?: \w"
)
END_OF_SENTENCE = tuple('.!?:…»“"”')


@dataclass(slots=True)
class Line:
    """Words beside each other; `size` is the letter size of the longest word."""

    words: list[Word]
    box: Box
    size: float

    @property
    def weight(self) -> int:
        """Return the weight of its lightest word."""
        return min(word.weight for word in self.words)

    @property
    def is_item(self) -> bool:
        """Return whether the line begins an item of a list with bullets."""
        return len(self.words) > 1 and self.words[0].text[:1] in _BULLETS

    @property
    def is_numbered(self) -> bool:
        """Return whether the line begins with a number, such as a page number in a table of contents."""
        return len(self.words) > 1 and _NUMBER.fullmatch(self.words[0].text) is not None

    @property
    def is_credit(self) -> bool:
        """Return whether the line names the author of a text or of a photo."""
        return _CREDIT.match(" ".join(word.text for word in self.words)) is not None


@dataclass(slots=True)
class Block:
    """Lines below each other; `index` is its position in the drawing order of the PDF."""

    lines: list[Line]
    box: Box
    index: int = 0
    size: float = 0.0  # of its letters
    parts: list["Block"] = field(default_factory=list)  # of a framed box: the blocks inside

    @property
    def letters(self) -> int:
        """Return the number of letters, including those of its parts."""
        own = sum(len(word.text) for line in self.lines for word in line.words)
        return own + sum(part.letters for part in self.parts)

    def paragraphs(self) -> list[list[Line]]:
        """Return the lines by paragraph: one begins after a gap, with an indent, a heading, a credit or an item."""
        usual = median(self._leadings()) if len(self.lines) > 2 else self.size * _USUAL_LEADING
        left = min(line.box.left for line in self.lines)
        items = _items_of(self.lines)
        found, hang = [[self.lines[0]]], items.get(0)
        for number, (above, line) in enumerate(pairwise(self.lines), 1):
            is_apart = line.box.bottom - above.box.bottom > usual + _WIDER_THAN_USUAL * line.size
            is_new = is_apart or number in items or self._is_other_text(above, line) or _ends_heading(found[-1], line)
            if is_new or self._has_other_indent(hang, above, line, left):
                found.append([])
                hang = items.get(number)
            found[-1].append(line)
        return found

    def _leadings(self):
        return [line.box.bottom - above.box.bottom for above, line in pairwise(self.lines)]

    def _has_other_indent(self, hang, above, line, left):
        """Return whether a line begins a paragraph by its indent; those of an item hang below its text."""
        if hang is not None:
            return line.box.left < hang - _INDENT * line.size
        is_aside = line.box.left - above.box.left > _ASIDE * line.size and self._has_ended(above)
        return is_aside or (self._is_indented(line, left) and not self._is_indented(above, left))

    def _is_other_text(self, above, line):
        """Return whether a text has ended, and a bold line, letters of another size, or a credit follow."""
        smaller, larger = sorted((above.size, line.size))
        is_bolder = line.weight > _BOLDER * above.weight > 0
        is_other = is_bolder or larger > _OTHER_SIZE * smaller or line.is_credit
        return (is_other and self._has_ended(above)) or (above.is_credit and self._is_short(above))

    def _has_ended(self, line):
        return self._is_short(line) or line.words[-1].text.endswith(END_OF_SENTENCE)

    def _is_short(self, line):
        return line.box.width < self.box.width - 2 * line.size

    def _is_indented(self, line, left):
        return _INDENT < (line.box.left - left) / (line.size or 1) < _ASIDE


def _items_of(lines: Sequence[Line]) -> dict[int, float]:
    """Return the left edge of the text of each item, by the index of its first line: after a bullet or a number."""
    found = {place: line.words[1].box.left for place, line in enumerate(lines) if line.is_item}
    place = 0
    while place < len(lines):
        numbered, place = _numbered_items(lines, place)
        found |= {number: lines[number].words[1].box.left for number in numbered}
    return found


def _numbered_items(lines, start) -> tuple[list[int], int]:
    """Return the places of numbered lines from here on whose texts begin below each other, and where that ends.

    Between them are only lines that hang below these texts. A line of prose may begin with a number too.
    """
    if not lines[start].is_numbered:
        return [], start + 1
    left, places, end = lines[start].words[1].box.left, [start], start + 1
    for line in lines[start + 1 :]:
        near = _SAME_PLACE * line.size
        if line.is_numbered and abs(line.words[1].box.left - left) <= near:
            places.append(end)
        elif abs(line.box.left - left) > near:
            break
        end += 1
    return (places, end) if _are_items(lines, places, end) else ([], start + 1)


def _are_items(lines, places, end) -> bool:
    """Return whether numbered lines, with those up to the end, are a list: by hanging lines, a gap, or "1." """
    gap = max(_gap_after_number(lines[place]) for place in places)
    is_hanging = end - places[0] > len(places)
    if len(places) == 1:
        return is_hanging and (end - places[0] == len(lines) or gap > _TAB_OF_ONE_ITEM)
    return is_hanging or gap > _TAB or all(not lines[place].words[0].text.isdecimal() for place in places)


def _gap_after_number(line) -> float:
    """Return the gap after the number of a line, in letter sizes."""
    return (line.words[1].box.left - line.words[0].box.right) / (line.size or 1)


def _ends_heading(paragraph: list[Line], line: Line) -> bool:
    """Return whether a bold paragraph ends before this line, which has usual letters."""
    return min(above.weight for above in paragraph) > _BOLDER * line.words[0].weight > 0


def blocks_of(words: list[Word]) -> list[Block]:
    """Return the blocks of words of equal rotation, in drawing order."""
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
    for line in found:
        line.size = max(line.words, key=lambda word: len(word.text)).size
    return found


def _is_in_line(line: Line, word: Word) -> bool:
    last = line.words[-1]
    overlap = min(last.box.bottom, word.box.bottom) - max(last.box.top, word.box.top)
    gap = max(word.box.left - last.box.right, last.box.left - word.box.right)
    smaller, larger = sorted((last.size, word.size))
    is_beside = overlap >= 0.5 * min(last.box.height, word.box.height)
    is_number = len(line.words) == 1 and _NUMBER.fullmatch(last.text)
    widest = _WIDEST_GAP_AFTER_NUMBER if is_number else _WIDEST_GAP_IN_LINE
    return is_beside and gap <= widest * smaller and larger <= 2.5 * smaller


def _belongs_to(block: Block, line: Line) -> bool:
    smaller, larger = sorted((block.size, line.size))
    leading = line.box.bottom - block.lines[-1].box.bottom
    overlap = min(block.box.right, line.box.right) - max(block.box.left, line.box.left)
    return larger <= 1.25 * smaller and 0.4 * smaller < leading <= _MAX_LEADING * smaller and overlap > 0
