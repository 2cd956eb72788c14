"""User input prepared for printing: without invisible direction marks and unbreakable words."""

import re
import unicodedata

ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"

# German words up to this length are hyphenated by patterns, which do not cover other scripts or random text.
_MAX_FREE_LENGTH = 14
_MAX_WORD_LENGTH = 60
_LETTERS = re.compile(r"[a-zäöüß]+", re.IGNORECASE)
_NONSENSE = re.compile(r"[b-df-hj-np-tv-xzß]{7}|[aeiouyäöü]{4}|(..+)\1{3}", re.IGNORECASE)
_PIECE = 8
# In the narrow columns of a week a shorter word can be too long.
_MAX_NARROW_LENGTH, _NARROW_PIECE = 8, 6
_JOINTS = re.compile(r"(?<=[-–/])(?=\w)")
_PIECES = re.compile(r"(?<=[\u200b\u00ad])")
_BREAKABLE = frozenset("LNPZ")  # the categories of letters, digits, punctuation, spaces
# Bidirectional control characters: a title must not reverse the text that follows it.
_DIRECTIONS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
)
_TAGS = re.compile("[\U000e0000-\U000e0fff]")
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str) -> str:
    """Return one line of printable text; remove characters without a visible form, retain every letter."""
    text = unicodedata.normalize("NFC", str(text))
    if not (text.isascii() and text.isprintable()):
        text = "".join(_printed(character) for character in _TAGS.sub("", text))
        text = _STACKED_MARKS.sub(r"\1", text)
    return " ".join(part for part in text.split(" ") if part)


def _printed(character):
    if character in _DIRECTIONS or _is_no_character(character):
        return ""
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


def _is_no_character(character):
    return (
        unicodedata.category(character) == "Cs"
        or ord(character) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= character <= "\ufdef"
    )


def fitted(text: str) -> str:
    """Return cleaned text in which every long word can break, so that it does not exceed its column."""
    return _fitted(text, _MAX_FREE_LENGTH, _PIECE)


def narrow(text: str) -> str:
    """Return the same for a column of about 27 mm."""
    return _fitted(text, _MAX_NARROW_LENGTH, _NARROW_PIECE)


def _fitted(text, longest, size):
    words = clean(text).split(" ")
    return " ".join(_with_breaks(word, longest, size) if len(word) > longest else word for word in words)


def unbroken(text: str) -> str:
    """Return short text that stays on one line: "ohne Stufen"."""
    return text.replace(" ", NO_BREAK_SPACE) if len(text) <= _MAX_FREE_LENGTH else text


def _with_breaks(word, longest, size):
    word = _JOINTS.sub(ZERO_WIDTH_SPACE, word)
    return "".join(
        piece if len(piece) <= longest or _is_hyphenated(piece) else _with_breaks_everywhere(piece, size)
        for piece in _PIECES.split(word)
    )


def _is_hyphenated(piece):
    letters = piece.strip(".,;:!?()„“\"'»«-–/\u200b\u00ad")
    return len(piece) <= _MAX_WORD_LENGTH and _LETTERS.fullmatch(letters) and not _NONSENSE.search(letters)


def _with_breaks_everywhere(piece, size):
    """Insert a break opportunity every few characters, but not between letter and accent or inside an emoji."""
    result, length, previous = [], 0, "C"
    for character in piece:
        category = unicodedata.category(character)[0]
        if length >= size and category in _BREAKABLE and previous in _BREAKABLE | {"M"}:
            result.append(ZERO_WIDTH_SPACE)
            length = 0
        result.append(character)
        length, previous = length + 1, category
    return "".join(result)


def widest(text: str) -> int:
    """Return an upper limit of the text width in em; other scripts and emoji can be several times wider."""
    return sum(1 if character < "\u2e00" else 12 for character in text)
