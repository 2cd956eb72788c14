"""Build a text word by word, with the boxes of its words."""

from collections.abc import Iterable

from .boxes import Box
from .hyphens import separator_between

_SCALE = 10_000  # boxes are in ten-thousandths of the width and the height of the page


class TextBuilder:
    """Joins lines to a text and collects the boxes of its words."""

    def __init__(self, width: float, height: float):
        """Take the size of the page in points."""
        self._width, self._height = width, height
        self._parts: list[str] = []
        self._length = 0
        self._open: tuple[str, list[Box]] | None = None  # a divided word so far: its text, a box for each line
        self.words: list[list[int]] = []

    @property
    def text(self) -> str:
        """Return the text built so far."""
        return "".join(self._parts)

    def begin_paragraph(self) -> None:
        """Start a new paragraph: put a blank line before the next word."""
        self._close()
        if self._length:
            self._put("\n\n")

    def is_inside_word(self) -> bool:
        """Return whether the last word is divided and continues."""
        return self._open is not None

    def add_line(self, words: Iterable[tuple[str, Box, bool]]) -> None:
        """Add the words of a line: text, box, and whether a hyphen follows."""
        words = list(words)
        for number, (text, box, has_hyphen) in enumerate(words):
            is_last = number == len(words) - 1
            self._add(text if not has_hyphen or is_last else f"{text}-", box, has_hyphen and is_last)

    def finish(self) -> None:
        """End the last word."""
        self._close()

    def _add(self, text, box, is_divided):
        boxes = [box]
        if self._open is not None:
            text, boxes = self._joined(text, box)
        elif self._length and not self._parts[-1].endswith("\n"):
            self._put(" ")
        if is_divided:
            self._open = (text, boxes)
        else:
            self._put_word(text, boxes)

    def _joined(self, second, box):
        """Return text and boxes of the divided word joined with its next part, or of both as two words."""
        first, boxes = self._open
        self._open = None
        between = separator_between(first, second)
        if between != "- ":
            return first + between + second, [*boxes, box]
        self._put_word(f"{first}-", boxes)
        self._put(" ")
        return second, [box]

    def _close(self):
        if self._open is not None:
            text, boxes = self._open
            self._open = None
            self._put_word(f"{text}-", boxes)

    def _put_word(self, text, boxes):
        for box in boxes:
            self.words.append([self._length, len(text), *self._scaled(box)])
        self._put(text)

    def _put(self, text):
        self._parts.append(text)
        self._length += len(text)

    def _scaled(self, box):
        left, right = (_clipped(value / self._width) for value in (box.left, box.right))
        top, bottom = (_clipped(value / self._height) for value in (box.top, box.bottom))
        return left, top, right - left, bottom - top


def _clipped(share):
    return round(min(max(share, 0.0), 1.0) * _SCALE)
