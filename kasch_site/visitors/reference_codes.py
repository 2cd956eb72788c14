"""Reference codes that can be read out on the phone, checked together with letters of the name.

The alphabet has 32 characters, without 0, O, 1 and I; eight of them are 40 bits. With 10,000 codes in use, hitting one
takes 110 million tries on average, and the letters of the name must match as well. `limits.GUESSES` allows 600 tries
per hour globally and 40 from the house: that is 19 years for a code without its letters.
"""

import secrets
import unicodedata

from kasch_site.common.text.folding import spellings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
LETTERS = 3
APOSTROPHES = "'’ʼ`´"
MAX_TYPED_LENGTH = 100  # characters accepted for a code or for the letters of a name


def new_code() -> str:
    """Return a new code in stored form: eight characters without a hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """Format a code for reading: "K7PX-42MN"."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str:
    """Return the typed code in stored form, ignoring separators; "" if it cannot be a code."""
    if len(typed) > MAX_TYPED_LENGTH:
        return ""
    upper = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(sign for sign in upper if sign.isalnum())
    is_code = len(plain) == LENGTH and all(sign in ALPHABET for sign in plain)
    return plain if is_code else ""


def fits(name: str, typed: str) -> bool:
    """Return whether the input matches the name: its first three letters, or all of a shorter one like "Li".

    More letters may be typed if they match. Each part of the name is accepted: for "Anna Weber" also "Web". An
    apostrophe counts as a letter: "O'N" matches "O'Neill".
    """
    if len(typed) > MAX_TYPED_LENGTH:
        return False
    words = [name, *name.replace("-", " ").split()]
    known = set().union(*map(spellings, words))
    signs = sum(sign.isalnum() or sign in APOSTROPHES for sign in typed)
    return any(
        right.startswith(given) and max(len(given), signs) >= min(LETTERS, len(right))
        for given in spellings(typed) - {""}
        for right in known
    )
