"""Read what a barcode scanner or a person has entered: the numbers of cards, labels and books, or a name.

Scanners send Enter before a number, after it, twice or never, so one line can hold several numbers. Some add an AIM
identifier ("]C0", ISO/IEC 15424), a start and stop character ("*…*") or a prefix. One that is set to another keyboard
garbles all characters except digits ("]C0" arrives as "+C0", "-" as "ß"): only digits count, and their check digits.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from stdnum import isbn

from library.models.numbers import LENGTH, MAX_SERIAL, NumberKind, is_number

MAX_LENGTH = 200  # characters of one entry; a longer one is not read at all
MIN_LETTERS = 2  # of a name or title
_AIM = re.compile(r"[\]+][A-Za-z][0-9A-Za-z](?=\d)")
# A letter or two before and after a number: start and stop letters of Codabar, prefixes that a scanner is set to.
_LETTER = r"[^\W\d_]"
_AROUND = re.compile(rf"(?<!{_LETTER})[A-WYZa-wyz]{{1,2}}(?=\d{{8}})|(?<=\d{{8}})[A-WYZa-wyz](?!{_LETTER})")
_ISBN_WORD = re.compile(r"\bISBN(?:-1[03])?\b:?", re.IGNORECASE)
# Between digits "ß" is the hyphen of a scanner that is set to an American keyboard.
_HYPHEN = re.compile(r"(?<=\d)[ßẞ](?=[\dXx])")
_BETWEEN = re.compile(r"[\W_]+")
_NUMBERS_ONLY = re.compile(r"(?:\d|(?<=\d)[Xx](?![^\W\d_]))+")
# Printed next to the code of a book: edition or price, in two or five digits (GS1, EAN-2 and EAN-5).
_ADD_ONS = (2, 5)


class ScanKind(Enum):
    """The kind of an entry at the desk."""

    CARD = "card"
    COPY = "copy"
    ISBN = "isbn"
    SERIAL = "serial"  # the short number that people read aloud, of a label or a card
    TEXT = "text"  # a name or a title
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Scan:
    """A parsed scan or entry; `text` are the digits of a number (of an ISBN always thirteen), or the text."""

    kind: ScanKind
    text: str = ""


def read(entered: str) -> list[Scan]:
    """Return the parsed entries, in order; none for an empty line."""
    if len(entered) > MAX_LENGTH:
        return [Scan(ScanKind.TOO_LONG)]
    text = _plain(entered)
    if not any(character.isalnum() for character in text):
        return [Scan(ScanKind.UNREADABLE)] if text else []
    stripped = _AROUND.sub(" ", _AIM.sub(" ", _ISBN_WORD.sub(" ", _HYPHEN.sub("-", text))))
    digits = _BETWEEN.sub("", stripped)
    if _NUMBERS_ONLY.fullmatch(digits):
        return _numbers(digits.upper())
    return _numbers_and_text(text, stripped)


def _plain(entered):
    """Return the text on one line, with digits of all scripts and widths as ASCII."""
    normal = unicodedata.normalize("NFKC", entered)
    characters = (str(unicodedata.digit(character)) if character.isdecimal() else character for character in normal)
    return " ".join("".join(character if character.isprintable() else " " for character in characters).split())


def _numbers(digits):
    parts = _split(digits)
    if parts is not None:
        return parts
    if len(digits) <= len(str(MAX_SERIAL)) and digits.isdecimal() and int(digits) > 0:
        return [Scan(ScanKind.SERIAL, str(int(digits)))]
    return [Scan(ScanKind.UNREADABLE)]


def _numbers_and_text(text, stripped):
    """Return the numbers before the first letter, if any, and then the text; otherwise everything as text.

    A label or card at the end is used alone: it was scanned while a name was being typed.
    """
    at_end = stripped[-LENGTH:]
    if is_number(at_end) and not stripped[: -len(at_end)].rstrip()[-1:].isdigit():
        return _split(at_end)
    first = next(index for index, character in enumerate(stripped) if character.isalpha())
    before = _split(_BETWEEN.sub("", stripped[:first]))
    rest = stripped[first:].strip() if before else text
    if sum(character.isalpha() for character in rest) < MIN_LETTERS:
        return before or [Scan(ScanKind.UNREADABLE)]
    return [*(before or []), Scan(ScanKind.TEXT, rest)]


def _split(digits) -> list[Scan] | None:
    """Split digits into consecutive numbers; return None unless all of them belong to one."""
    # From the end: the numbers in the digits after each position.
    readings: dict[int, list[Scan] | None] = {len(digits): []}
    for start in reversed(range(len(digits))):
        readings[start] = None
        for length, scan in _at(digits[start:]):
            rest = readings.get(start + length)
            if rest is not None:
                readings[start] = [scan, *rest]
                break
    return readings[0] or None


def _at(digits):
    """Yield the numbers that the digits can begin with, each with its length; most likely first."""
    head = digits[:LENGTH]
    if is_number(head, NumberKind.COPY):
        yield LENGTH, Scan(ScanKind.COPY, head)
    if is_number(head, NumberKind.CARD):
        yield LENGTH, Scan(ScanKind.CARD, head)
    for length in (13, 10):
        number = digits[:length]
        if len(number) == length and isbn.is_valid(number):
            scan = Scan(ScanKind.ISBN, isbn.to_isbn13(number))
            yield length, scan
            if length == 13:
                yield from ((length + more, scan) for more in _ADD_ONS)
