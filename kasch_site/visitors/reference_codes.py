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


def parse(typed: str) -> str:
    """Return the typed code in stored form, ignoring separators; "" if it cannot be a code."""
    if len(typed) > MAX_TYPED_LENGTH:
        return ""
    upper = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(character for character in upper if character.isalnum())
    is_code = len(plain) == LENGTH and all(character in ALPHABET for character in plain)
    return plain if is_code else ""


def matches_name(name: str, typed: str) -> bool:
    """Return whether the typed letters match the name: its first three letters, or all of a shorter one like "Li".

    More letters may be typed if they match. Each part of the name is accepted: for "Anna Weber" also "Web". An
    apostrophe counts as a letter: "O'N" matches "O'Neill".
    """
    if len(typed) > MAX_TYPED_LENGTH:
        return False
    name_parts = [name, *name.replace("-", " ").split()]
    spelled_parts = set().union(*map(spellings, name_parts))
    length = sum(character.isalnum() or character in APOSTROPHES for character in typed)
    return any(
        part.startswith(letters) and max(len(letters), length) >= min(LETTERS, len(part))
        for letters in spellings(typed) - {""}
        for part in spelled_parts
    )
