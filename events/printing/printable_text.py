"""What people have typed, made fit for paper: nothing invisible that turns lines round, and no word without an end."""

import re
import unicodedata

ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"

# German words of this length are hyphenated by their patterns, which know nothing of other scripts and of nonsense.
_LONGEST_FREE = 14
_LONGEST_WORD = 60
_LETTERS = re.compile(r"[a-zäöüß]+", re.IGNORECASE)
_NONSENSE = re.compile(r"[b-df-hj-np-tv-xzß]{7}|[aeiouyäöü]{4}|(..+)\1{3}", re.IGNORECASE)
_PIECE = 8
_JOINTS = re.compile(r"(?<=[-–/])(?=\w)")
_PIECES = re.compile(r"(?<=[\u200b\u00ad])")
_BREAKABLE = frozenset("LNPZ")  # the categories of letters, digits, punctuation, spaces
# Marks that tell a line to run the other way or to stop doing so: a title must not turn round what follows it.
_DIRECTIONS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
)
_TAGS = re.compile("[\U000e0000-\U000e0fff]")
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str) -> str:
    """One line of text as it can be printed; what has no shape is left out, every letter stays."""
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
    """Cleaned text whose every word may be broken somewhere, so that none runs out of its column."""
    text = clean(text)
    return " ".join(_with_breaks(word) if len(word) > _LONGEST_FREE else word for word in text.split(" "))


def unbroken(text: str) -> str:
    """Short text that stays on one line: "ohne Stufen"."""
    return text.replace(" ", NO_BREAK_SPACE) if len(text) <= _LONGEST_FREE else text


def _with_breaks(word):
    word = _JOINTS.sub(ZERO_WIDTH_SPACE, word)
    return "".join(
        piece if len(piece) <= _LONGEST_FREE or _is_hyphenated(piece) else _chopped(piece)
        for piece in _PIECES.split(word)
    )


def _is_hyphenated(piece):
    letters = piece.strip(".,;:!?()„“\"'»«-–/\u200b\u00ad")
    return len(piece) <= _LONGEST_WORD and _LETTERS.fullmatch(letters) and not _NONSENSE.search(letters)


def _chopped(piece):
    """Chances to break after every few letters; between letter and accent, or inside an emoji, there is none."""
    chopped, since, after_mark = [], 0, True
    for character in piece:
        is_mark = unicodedata.category(character)[0] not in _BREAKABLE
        if since >= _PIECE and not (is_mark or after_mark):
            chopped.append(ZERO_WIDTH_SPACE)
            since = 0
        chopped.append(character)
        since, after_mark = since + 1, is_mark
    return "".join(chopped)


def widest(text: str) -> int:
    """How many em the text is wide at the very most; letters of far scripts and emoji may be many times wider."""
    return sum(1 if character < "\u2e00" else 12 for character in text)
