"""The words of a text, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kasch_site.common.text.folding import spellings

MAX_WORD_LENGTH = 40  # characters of a spelling; the rest of a longer word is ignored
# Accents, vowel marks and invisible characters are part of the word around them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u0591-\u05c7"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
)
# Between two letters these join two pieces: "U-Boot", "Käpt'n", "J.K.", "C++-Kurs".
_JOINTS = "-‐‑‒–'’‘`´.&/+_"
_PIECE = re.compile(rf"(?:[^\W_][{_MARKS}]*)+")
_WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*)+(?:[{_JOINTS}]{{1,3}}(?:[^\W_][{_MARKS}]*)+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, and its pieces: "Känguru-Chroniken" is a word of two pieces."""

    text: str
    start: int
    pieces: tuple[str, ...]

    @property
    def end(self):
        """Return the place after the word."""
        return self.start + len(self.text)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text, in linear time."""
    for match in _WORD.finditer(text):
        yield Word(match[0], match.start(), tuple(_PIECE.findall(match[0])))


@lru_cache(maxsize=20_000)
def spelled(piece: str) -> tuple[str, ...]:
    """Return the folded spellings of a word: of "Kästner" that with a and that with ae."""
    return tuple(sorted({spelling[:MAX_WORD_LENGTH] for spelling in spellings(piece) if spelling}))


def is_latin(piece: str) -> bool:
    """Return whether a folded spelling is written in Latin letters or digits."""
    return piece.isascii()
