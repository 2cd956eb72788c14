"""The words of a page with their boxes, in the order in which the PDF draws them."""

import ctypes
import math
import unicodedata

import pypdfium2.raw as pdfium

from .boxes import Box, Word

MAX_CHARACTERS = 60_000  # of one page; a large page of a newspaper has a fifth of it
_BLANKS = frozenset((0, 9, 10, 11, 12, 13, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x200A, 0x202F, 0x3000))
_HYPHENS = frozenset((0x2D, 0xAD, 0x2010, 0x2011))
# PDFium's own characters for a hyphen at the end of a line.
_HYPHEN_AT_LINE_END = frozenset((0x02, 0xFFFE))
# Some programs draw an umlaut as a letter and dots of their own.
_DRAWN_ACCENTS = {0xA8: "\u0308", 0xB4: "\u0301", 0x60: "\u0300", 0x2C6: "\u0302", 0x2DC: "\u0303", 0xB8: "\u0327"}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


class TooMuchText(Exception):
    """Raised if a page has more characters than any page of a newspaper."""


class PageGeometry:
    """Converts coordinates of a PDF page to points from the top left of the page as it is shown."""

    _PRECISION = 1_000_000

    def __init__(self, page):
        """Read size, CropBox and rotation of a page of pypdfium2."""
        self.width, self.height = page.get_size()
        self.rotation = page.get_rotation() // 90
        corner = self._shown(page, 0, 0)
        right, up = self._shown(page, 1000, 0), self._shown(page, 0, 1000)
        self._x = ((right[0] - corner[0]) / 1000, (up[0] - corner[0]) / 1000, corner[0])
        self._y = ((right[1] - corner[1]) / 1000, (up[1] - corner[1]) / 1000, corner[1])
        self.unit = math.hypot(self._x[1], self._y[1])  # points that one unit of the PDF is high

    def _shown(self, page, x, y):
        across, down = ctypes.c_int(), ctypes.c_int()
        size = self._PRECISION
        pdfium.FPDF_PageToDevice(page, 0, 0, size, size, 0, x, y, across, down)
        return across.value * self.width / size, down.value * self.height / size

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return the box of a rectangle of the PDF."""
        (xx, xy, x0), (yx, yy, y0) = self._x, self._y
        x1, x2 = xx * left + xy * top + x0, xx * right + xy * bottom + x0
        y1, y2 = yx * left + yy * top + y0, yx * right + yy * bottom + y0
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def shows(self, box: Box) -> bool:
        """Return whether the centre of a box is on the page as it is shown."""
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        return 0 <= x <= self.width and 0 <= y <= self.height


def read(page, geometry: PageGeometry) -> list[Word]:
    """Return the words of a page of pypdfium2. Raise `TooMuchText`."""
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > MAX_CHARACTERS:
            raise TooMuchText
        return _Reader(text_page.raw, geometry).words(count)
    finally:
        text_page.close()


class _Reader:
    """Collects characters into words."""

    def __init__(self, text_page, geometry):
        self._text_page, self._geometry = text_page, geometry
        self._rectangle, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._found: list[Word] = []
        self._word: Word | None = None
        self._accent: tuple[str, Box] | None = None

    def words(self, count) -> list[Word]:
        """Return the words of the first `count` characters."""
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(self._text_page, index)
            if code in _BLANKS:
                if self._accent is None:
                    self._end_word()
            elif code in _HYPHEN_AT_LINE_END:
                self._end_word(has_hyphen=True)
            else:
                self._add(index, code)
        self._end_word()
        return self._found

    def _add(self, index, code):
        box = self._box(index)
        if box is None or not self._geometry.shows(box):
            return
        quarters = self._word.quarters if self._word else self._quarters(index)
        box = box.turned(quarters)
        if self._word and not _is_beside(self._word.box, box):
            self._end_word()
            quarters = self._quarters(index)
            box = self._box(index).turned(quarters)
        if code in _DRAWN_ACCENTS and self._is_accent(code, box):
            return
        self._put(_written(code, self._take_accent(code, box, index)), box, quarters, index)

    def _put(self, text, box, quarters, index):
        if not text:
            return
        if self._word is None:
            around = Box(box.left, box.top, box.right, box.bottom)
            self._word = Word("", around, self._size(index, box), quarters, self._weight(index))
        self._word.characters.append(text)
        self._word.box.extend(box)

    def _is_accent(self, code, box):
        """Return whether a diaeresis drawn separately belongs to an adjacent letter; keep it for the next letter."""
        accent = _DRAWN_ACCENTS[code]
        if self._word and _covers(self._word.box, box) and self._word.characters[-1].isalpha():
            self._word.characters.append(accent)
        else:
            self._accent = (accent, box)
        return True

    def _take_accent(self, code, box, index):
        """Return the accent for this letter; put back the character if it was no accent."""
        if self._accent is None:
            return ""
        accent, drawn = self._accent
        self._accent = None
        if chr(code).isalpha() and _covers(box, drawn):
            return accent
        self._put({value: chr(key) for key, value in _DRAWN_ACCENTS.items()}[accent], drawn, 0, index)
        return ""

    def _end_word(self, has_hyphen=False):
        word, self._word = self._word, None
        if word is None:
            return
        text = "".join(word.characters)
        if not has_hyphen and len(text) > 1 and ord(text[-1]) in _HYPHENS and text[-2].isalnum():
            word.characters.pop()  # `lines` finds out whether it is at the end of a line
            text, has_hyphen = text[:-1], True
        word.text, word.has_hyphen = unicodedata.normalize("NFC", text.replace("\xad", "")), has_hyphen
        if word.text:
            self._found.append(word)

    def _box(self, index):
        rectangle = self._rectangle
        if not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, rectangle):
            return None
        values = (rectangle.left, rectangle.top, rectangle.right, rectangle.bottom)
        return self._geometry.box(*values) if all(map(math.isfinite, values)) else None

    def _size(self, index, box):
        """Return the scaled size of the font; for fonts without one the height of the box."""
        matrix = self._matrix
        if not pdfium.FPDFText_GetMatrix(self._text_page, index, matrix):
            return box.height
        scale = self._geometry.unit * math.hypot(matrix.c, matrix.d)
        size = scale * pdfium.FPDFText_GetFontSize(self._text_page, index)
        return size if 0 < size < math.inf else box.height

    def _weight(self, index):
        return max(0, pdfium.FPDFText_GetFontWeight(self._text_page, index))

    def _quarters(self, index):
        angle = pdfium.FPDFText_GetCharAngle(self._text_page, index)
        return (round(angle / (math.pi / 2)) + self._geometry.rotation) % 4


def _written(code, accent):
    """Return a character in composed form: ligatures as letters, no control characters."""
    if code < 32 or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in (0xFEFF, 0xFFFF, 0x200B):
        return ""
    character = chr(code)
    return _LIGATURES.get(character, character) + accent


def _is_beside(word: Box, box: Box) -> bool:
    """Return whether a character is on the line of a word and close to it."""
    overlap = min(word.bottom, box.bottom) - max(word.top, box.top)
    lower = min(word.height, box.height)
    gap = max(box.left - word.right, word.left - box.right)
    return overlap >= 0.4 * lower and gap <= max(word.height, box.height)


def _covers(letter: Box, accent: Box) -> bool:
    middle = (accent.left + accent.right) / 2
    return letter.left - 0.1 * letter.width <= middle <= letter.right + 0.1 * letter.width
