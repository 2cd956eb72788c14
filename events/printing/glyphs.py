"""Characters that no font at hand can show. A tagged PDF has none, and a plan must not fail because of one."""

import unicodedata
from collections.abc import Callable

STAND_IN = "□"
_ORDINARY_SIGNS = frozenset("–—‘’‚“”„…•€\u00ad\u200b")
# Trying a character costs some milliseconds; whoever types more strange ones than these gets stand-ins.
_MOST_TRIALS = 400

_can_be_shown: dict[str, bool] = {}


def is_about_glyphs(error: Exception) -> bool:
    """Whether typst refused the PDF because of a character, and not because of us."""
    return "could not be displayed" in str(error) or "codepoint" in str(error)


def showable(text: str, sets: Callable[[str], bool]) -> str:
    """The text without characters that cannot be shown. `sets` tells whether typst can set a text.

    A letter or digit leaves a box behind, so that its absence is seen; an emoji leaves nothing.
    """
    unknown = sorted({character for character in text if not character.isascii()} - _can_be_shown.keys())
    trials = [_MOST_TRIALS]
    _learn(unknown, sets, trials)
    return _replaced(text, lambda character: _can_be_shown.get(character, False))


def plain(text: str) -> str:
    """The text with nothing but Latin, Greek and Cyrillic letters and ordinary signs: what every font has."""
    return _replaced(text, _is_plain)


def _is_plain(character):
    if character in _ORDINARY_SIGNS:
        return True
    return character < "\u0500" and unicodedata.category(character)[0] in "LNPSZ"


def _learn(characters, sets, trials):
    """Halve what cannot be set until the culprits are found."""
    if not characters or not trials[0]:
        return
    trials[0] -= 1
    if sets(" ".join(characters)):
        _can_be_shown.update(dict.fromkeys(characters, True))
    elif len(characters) == 1:
        _can_be_shown[characters[0]] = False
    else:
        middle = len(characters) // 2
        _learn(characters[:middle], sets, trials)
        _learn(characters[middle:], sets, trials)


def _replaced(text, is_shown):
    strange = {character for character in text if not character.isascii() and not is_shown(character)}
    return text.translate({ord(character): _stand_in(character) for character in strange})


def _stand_in(character):
    return STAND_IN if unicodedata.category(character)[0] in "LN" else ""
