"""Replacement of characters without a glyph. A tagged PDF must not contain any, and the plan must not fail."""

import unicodedata
from collections.abc import Callable

PLACEHOLDER = "□"
_ORDINARY_CHARACTERS = frozenset("–—‘’‚“”„…•€\u00ad\u200b")
# A test of a character takes milliseconds; beyond this number of unknown characters all are replaced.
_MAX_TRIALS = 400

_has_glyph: dict[str, bool] = {}


def is_about_glyphs(error: Exception) -> bool:
    """Return whether typst rejected the PDF because of a missing glyph."""
    return "could not be displayed" in str(error) or "codepoint" in str(error)


def with_printable_glyphs(text: str, can_typeset: Callable[[str], bool]) -> str:
    """Remove characters without a glyph. `can_typeset` returns whether typst can set a text.

    Replace a letter or digit with a box, so that the gap is visible; remove emoji.
    """
    unknown = sorted({character for character in text if not character.isascii()} - _has_glyph.keys())
    trials = [_MAX_TRIALS]
    _test_glyphs(unknown, can_typeset, trials)
    return _replaced(text, lambda character: _has_glyph.get(character, False))


def plain(text: str) -> str:
    """Reduce the text to Latin, Greek and Cyrillic letters and common symbols, which every font has."""
    return _replaced(text, _is_plain)


def _is_plain(character):
    if character in _ORDINARY_CHARACTERS:
        return True
    return character < "\u0500" and unicodedata.category(character)[0] in "LNPSZ"


def _test_glyphs(characters, can_typeset, trials):
    """Find the characters without a glyph by bisection."""
    if not characters or not trials[0]:
        return
    trials[0] -= 1
    if can_typeset(" ".join(characters)):
        _has_glyph.update(dict.fromkeys(characters, True))
    elif len(characters) == 1:
        _has_glyph[characters[0]] = False
    else:
        middle = len(characters) // 2
        _test_glyphs(characters[:middle], can_typeset, trials)
        _test_glyphs(characters[middle:], can_typeset, trials)


def _replaced(text, is_shown):
    unprintable = {character for character in text if not character.isascii() and not is_shown(character)}
    return text.translate({ord(character): _substitute_for(character) for character in unprintable})


def _substitute_for(character):
    return PLACEHOLDER if unicodedata.category(character)[0] in "LN" else ""
