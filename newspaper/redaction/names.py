"""Find a name or a passage in a text in any spelling.

Matches both orders ("Anna Müller", "Müller, Anna"), every spelling of umlauts, capitals and small capitals,
ligatures, letters with spaces between them, words divided at the end of a line, and the genitive. A child process
imports this module, so it must not import Django.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SMALL_CAPITALS = str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz")
_NOT_DECOMPOSED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_TRANSLATED = re.compile(f"[{''.join(map(chr, [*_SMALL_CAPITALS, *_NOT_DECOMPOSED]))}]")
_DIAERESIS = "\u0308"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
# Between the parts of a name; a blank line ends it.
_BETWEEN_PARTS = re.compile(r"(?!.*\n\s*\n)[\s,.;:/_@'’‐‑‒–\-\ufffe]{0,8}", re.DOTALL)
# Inside a word: it is divided at the end of a line.
_DIVISION = re.compile(r"|[-‐‑‒–¬\ufffe\ufffd]\s{0,8}|[ \t]*\r?\n[ \t]*")
_SPACED = re.compile(r"[ \u00a0\u2009\u200a\u202f]{1,2}")
_BETWEEN_WORDS = re.compile(r"[\W_]{0,16}")
_ENDING = re.compile(r"(?:['’`]?s|es|ens|['’]|s?sche[mnrs]?)?(?![^\W_])", re.IGNORECASE)
_COMPOUND_AFTER = re.compile(r"[-‐‑][^\W_]")
_COMPOUND_BEFORE = re.compile(r"[^\W_][-‐‑]$")
_PARTICLES = frozenset({"von", "van", "de", "der", "den", "zu", "zur", "da", "di", "la", "le", "el", "al", "ben"})
_TITLES = ("frau", "herr", "herrn", "familie", "ehepaar", "fam", "dr", "prof")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A match in a text. An uncertain one can be another person: "Frau Müller", "Anna-Müller-Straße"."""

    start: int
    end: int
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class _Variant:
    """A spelling of a term, as the folded letters of its parts."""

    parts: tuple[str, ...]
    is_certain: bool = True

    @property
    def letters(self) -> str:
        return "".join(self.parts)


class _Folded:
    """The letters of a text without case and accents, each with its position; umlauts become "a" or "ae"."""

    def __init__(self, text: str, *, is_written_out: bool):
        letters, self.starts, self.ends = [], [], []
        for place, character in enumerate(text):
            for letter in _decomposed(character):
                if unicodedata.combining(letter):
                    if self.ends:
                        self.ends[-1] = place + 1
                    if not (is_written_out and letter == _DIAERESIS and letters and letters[-1] in "aou"):
                        continue
                    letter = "e"
                elif not letter.isalnum():
                    continue
                letters.append(letter)
                self.starts.append(place)
                self.ends.append(place + 1)
        self.letters = "".join(letters)


class Pattern:
    """A name or a passage, compiled for the search in many texts."""

    def __init__(self, term: str, *, is_passage: bool = False):
        """Compile the spellings of the term."""
        self.term, self.is_passage = term, is_passage
        self._variants = _passage(term) if is_passage else _variants(term)
        longest = sorted({max(variant.parts, key=len) for variant in self._variants})
        self._quick = re.compile("|".join(r"[\W_]{0,10}".join(part) for part in longest) or "(?!)")

    def spans(self, text: str, *, is_certain: bool = True) -> list[Span]:
        """Return the matches in a text, in order, without overlaps; with `is_certain=False` the uncertain ones too."""
        if not self.may_be_in(text):
            return []
        found = {span for is_written_out in (False, True) for span in self._in(text, is_written_out)}
        return _without_overlaps(span for span in found if span.is_certain or not is_certain)

    def may_be_in(self, text: str) -> bool:
        """Return whether a text may match: a cheap test without false negatives."""
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        if _TRANSLATED.search(decomposed):
            decomposed = decomposed.translate(_SMALL_CAPITALS).translate(_NOT_DECOMPOSED)
        return bool(self._quick.search(decomposed))

    def _in(self, text, is_written_out) -> Iterator[Span]:
        folded = _Folded(text, is_written_out=is_written_out)
        for variant in self._variants:
            letters = variant.letters
            first = folded.letters.find(letters)
            while first >= 0:
                span = self._span(text, folded, variant, first)
                if span is not None:
                    yield span
                first = folded.letters.find(letters, first + 1)

    def _span(self, text, folded, variant, first):
        last = first + len(variant.letters) - 1
        start, end = folded.starts[first], folded.ends[last]
        if first and folded.ends[first - 1] > start:  # inside of a character of two letters
            return None
        before = _INVISIBLE.sub("", text[max(0, start - 8) : start])
        if (before and before[-1].isalnum()) or not self._is_joined(text, folded, variant, first):
            return None
        ending = re.compile(r"(?![^\W_])").match(text, end) if self.is_passage else _ENDING.match(text, end)
        if ending is None:
            return None
        is_compound = bool(_COMPOUND_AFTER.match(text, ending.end()) or _COMPOUND_BEFORE.search(before))
        return Span(start, ending.end(), variant.is_certain and (self.is_passage or not is_compound))

    def _is_joined(self, text, folded, variant, first) -> bool:
        """Return whether each part is interrupted by a division at most, and only punctuation is between the parts."""
        place = first
        for number, part in enumerate(variant.parts):
            if number and not self._between.fullmatch(_gap(text, folded, place)):
                return False
            gaps = [_gap(text, folded, place + offset) for offset in range(1, len(part))]
            is_whole = all(_DIVISION.fullmatch(gap) for gap in gaps)
            if not is_whole and not all(_SPACED.fullmatch(gap) for gap in gaps):
                return False
            place += len(part)
        return True

    @property
    def _between(self):
        return _BETWEEN_WORDS if self.is_passage else _BETWEEN_PARTS


@lru_cache(maxsize=500)
def pattern(term: str, *, is_passage: bool = False) -> Pattern:
    """Return the pattern of a name or a passage."""
    return Pattern(term, is_passage=is_passage)


def key_of(term: str) -> str:
    """Return the canonical spelling of a term: its letters and digits, umlauts written out."""
    return _Folded(term, is_written_out=True).letters


def parts_of(name: str) -> list[str]:
    """Return the words of a name in natural order: of "Müller, Anna" too."""
    surname, comma, given = name.partition(",")
    return f"{given} {surname}".split() if comma else name.split()


def _variants(name) -> tuple[_Variant, ...]:
    words = parts_of(name)
    variants = [_variant(order) for order in _orders(words)]
    if len(words) > 1:
        surname = words[-1]
        variants.append(_variant([words[0][0], surname], is_certain=False))
        variants += [_variant([title, surname], is_certain=False) for title in _TITLES]
    both = [variant for pair in variants for variant in pair]
    return tuple(dict.fromkeys(variant for variant in both if variant.parts))


def _orders(words: list[str]) -> Iterator[list[str]]:
    """Yield the words of a name in their order, and with the surname first; "von" may follow the given name."""
    yield words
    for count in range(1, len(words)):
        if count == 1 or all(word.lower() in _PARTICLES for word in words[-count:-1]):
            yield [*words[-count:], *words[:-count]]


def _passage(text) -> tuple[_Variant, ...]:
    return tuple(dict.fromkeys(variant for variant in _variant(text.split()) if variant.parts))


def _variant(words: Iterable[str], *, is_certain: bool = True) -> tuple[_Variant, _Variant]:
    """Return the variants of these words: umlauts as "a" and as "ae"."""
    pieces = [piece for word in words for piece in re.split(r"[-‐‑'’.]+", word)]
    dropped, written_out = (
        tuple(letters for piece in pieces if (letters := _Folded(piece, is_written_out=is_written_out).letters))
        for is_written_out in (False, True)
    )
    return _Variant(dropped, is_certain), _Variant(written_out, is_certain)


@lru_cache(maxsize=5000)
def _decomposed(character: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return folded.translate(_SMALL_CAPITALS).translate(_NOT_DECOMPOSED)


def _gap(text, folded, place) -> str:
    """Return the text between a letter and the previous one."""
    return _INVISIBLE.sub("", text[folded.ends[place - 1] : folded.starts[place]])


def _without_overlaps(spans) -> list[Span]:
    """Return the spans in order; of overlapping ones the certain one, then the longer one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (not each.is_certain, each.start - each.end, each.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)
