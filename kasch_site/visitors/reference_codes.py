"""Codes that one can read out on the phone, and the letters of a name that go with them.

The alphabet has 32 signs, without 0, O, 1 and I; eight of them are 40 bits. With 10,000 codes in use at once it takes
110 million tries on average to hit one, and the letters of the name have to be right besides. `limits.GUESSES` allows
600 tries an hour from all the world together and 40 from the house: that is 19 years for a code without its letters.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
LETTERS = 3
LONGEST_TYPED = 100  # characters that are read of a code or of the letters of a name
# What people write who have no such key; the other way round accents simply go.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ł": "l"})


def new_code() -> str:
    """A fresh code as it is stored: eight signs without a hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """A code as people read it: "K7PX-42MN"."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str:
    """What somebody typed, as it would be stored, whatever stands between the signs; "" if it cannot be a code."""
    if len(typed) > LONGEST_TYPED:
        return ""
    upper = unicodedata.normalize("NFKC", typed).upper()
    plain = "".join(sign for sign in upper if sign.isalnum())
    is_code = len(plain) == LENGTH and all(sign in ALPHABET for sign in plain)
    return plain if is_code else ""


def spellings(name: str) -> set[str]:
    """A name for comparing: without case, accents, spaces and hyphens, the umlauts left out and written out."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return {_letters(folded), _letters(folded.translate(_WRITTEN_OUT))}


def fits(name: str, typed: str) -> bool:
    """Whether somebody who typed this knows the name: its first three letters, or all of a shorter one like "Li".

    More may be typed, if it is right. The name may be given by any of its words: somebody who signed up as
    "Anna Weber" may think of "Web".
    """
    if len(typed) > LONGEST_TYPED:
        return False
    words = [name, *name.replace("-", " ").split()]
    known = set().union(*map(spellings, words))
    return any(
        right.startswith(given) and len(given) >= min(LETTERS, len(right))
        for given in spellings(typed) - {""}
        for right in known
    )


def _letters(folded):
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if sign.isalnum())
