"""Comparison of two texts, word by word."""

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\S+\s*|\s+")
# Longer texts are shown without marks: comparing takes time that grows with the square of their length.
MAX_WORDS = 4000
# Of a longer unchanged stretch only this many words at its ends are shown.
WORDS_AROUND = 15
_GAP = " […] "


def compare(old: str, new: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Return both texts in pieces, each with whether it is only in this one."""
    words = [_WORDS.findall(text) for text in (old, new)]
    if max(map(len, words)) > MAX_WORDS:
        return [(False, old)], [(False, new)]
    pieces: tuple[list, list] = ([], [])
    for operation, *positions in SequenceMatcher(a=words[0], b=words[1], autojunk=False).get_opcodes():
        for side, (first, last) in enumerate([positions[:2], positions[2:]]):
            text = "".join(words[side][first:last])
            if text:
                pieces[side].append((operation != "equal", text))
    return pieces


def shortened(pieces: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """Return the pieces of one side with long unchanged stretches left out, except beside a difference.

    A text in one piece has none: it is returned in full.
    """
    if len(pieces) == 1:
        return pieces
    last = len(pieces) - 1
    return [
        (is_marked, text if is_marked else _shortened(text, position > 0, position < last))
        for position, (is_marked, text) in enumerate(pieces)
    ]


def _shortened(text: str, keeps_start: bool, keeps_end: bool) -> str:
    words = _WORDS.findall(text)
    if len(words) <= 3 * WORDS_AROUND:
        return text
    start = words[:WORDS_AROUND] if keeps_start else []
    end = words[-WORDS_AROUND:] if keeps_end else []
    return "".join([*start, _GAP, *end])
