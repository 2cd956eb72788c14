"""The text that a PDF draws on a page, character by character, with the box of each on the page as it is shown."""

import ctypes
from collections.abc import Iterable

import pypdfium2
import pypdfium2.raw as pdfium

from newspaper.redaction.names import Pattern

UNITS = 10_000  # parts of the width and height of a page
MAX_SIGNS = 100_000
_NO_TEXT = frozenset({0, 2})  # PDFium's own characters
_HYPHEN_AT_LINE_END = "\ufffe"


class TooMuchText(Exception):
    """Raised if a page has more text than can be searched."""


class PrintedText:
    """The text of a page of pypdfium2 in the order in which it is drawn. Raise `TooMuchText`."""

    def __init__(self, page: pypdfium2.PdfPage):
        """Read the text of a page."""
        self._page, self._text_page = page, page.get_textpage()
        count = self._text_page.count_chars()
        if count > MAX_SIGNS:
            raise TooMuchText
        codes = [pdfium.FPDFText_GetUnicode(self._text_page, index) for index in range(count)]
        self.text = "".join(_HYPHEN_AT_LINE_END if code in _NO_TEXT else chr(code) for code in codes)

    def areas(self, patterns: Iterable[Pattern]) -> list[list[int]]:
        """Return the boxes of the characters that match, [x, y, width, height] in ten-thousandths of the page."""
        spans = [span for pattern in patterns for span in pattern.spans(self.text)]
        boxes = [self._box(index) for span in spans for index in range(span.start, span.end)]
        return [box for box in boxes if box is not None]

    def _box(self, index):
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, rectangle):
            return None
        one = self._shown(rectangle.left, rectangle.top)
        other = self._shown(rectangle.right, rectangle.bottom)
        (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return [left, top, right - left, bottom - top]

    def _shown(self, x, y):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self._page, 0, 0, UNITS, UNITS, 0, x, y, across, down)
        return across.value, down.value
