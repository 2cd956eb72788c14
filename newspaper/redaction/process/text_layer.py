"""The words of a page as an invisible text over its image: to select, to search, and for screen readers."""

from collections.abc import Iterable, Sequence

from pikepdf import Dictionary, Name

from .printed_text import UNITS

_ENCODING = "cp1252"  # WinAnsiEncoding
_LETTER_WIDTH = 0.5  # of a usual letter in Helvetica, in sizes of the font
_DESCENT = 0.2  # of the height of a box
_FONT = "Layer"


def fonts() -> Dictionary:
    """Return the fonts of a page with a text layer."""
    facts = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica, "Encoding": Name.WinAnsiEncoding}
    return Dictionary({f"/{_FONT}": Dictionary(**facts)})


def instructions(words: Iterable[Sequence], width: float, height: float) -> bytes:
    """Return instructions that draw words, [text, x, y, width, height] in ten-thousandths, on a page.

    `width` and `height` of the page are in points. Words with letters that the font does not have are left out.
    """
    lines = [_line(word, width / UNITS, height / UNITS, height) for word in words]
    return b"\n".join([b"BT 3 Tr", *filter(None, lines), b"ET"])


def _line(word, across, down, height) -> bytes:
    text, x, y, box_width, box_height = word
    try:
        encoded = text.encode(_ENCODING)
    except UnicodeEncodeError:
        return b""
    size = max(1.0, box_height * down)
    stretch = 100 * box_width * across / (_LETTER_WIDTH * size * max(1, len(text)))
    left, baseline = x * across, height - (y + box_height * (1 - _DESCENT)) * down
    place = f"/{_FONT} {size:.2f} Tf {max(1.0, stretch):.1f} Tz 1 0 0 1 {left:.2f} {baseline:.2f} Tm"
    return f"{place} <{(encoded + b' ').hex()}> Tj".encode()
