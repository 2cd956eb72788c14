"""Right-to-left text in a line of plain text, where no markup can say its direction."""

import unicodedata

FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL"}


def isolated(text: str) -> str:
    """Return right-to-left text between isolates, so that the line around it keeps its direction; other text as it is.

    Unicode Standard Annex 9, 2.4; mail programs take the direction of a line from the first letter outside isolates.
    """
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}"
    return text
