"""Codes that one can read out on the phone, and the letters of a name that go with them.

The alphabet has 32 signs, without 0, O, 1 and I; eight of them are 40 bits. With 10,000 codes in use at once it takes
110 million tries on average to hit one, and the letters of the name have to be right besides. `limits.GUESSES` allows
600 tries an hour from all the world together: that is 21 years for a code without its letters.
"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
LETTERS = 3
# Read out or read off wrongly, there is only one sign they can have been; none of these is in the alphabet.
_NO_SIGNS = " -–—._/\u00a0"


def new_code() -> str:
    """A fresh code as it is stored: eight signs without a hyphen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """A code as people read it: "K7PX-42MN"."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str:
    """What somebody typed, as it would be stored; "" if it cannot be a code."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate({ord(sign): None for sign in _NO_SIGNS})
    is_code = len(plain) == LENGTH and all(sign in ALPHABET for sign in plain)
    return plain if is_code else ""


def first_letters(name: str) -> str:
    """The first letters of a name for comparing: without case, accents, spaces and hyphens; of "Li" two are enough."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    letters = "".join(sign for sign in folded if sign.isalnum())
    return letters[:LETTERS]


def fits(name: str, typed: str) -> bool:
    """Whether somebody who typed this knows the name; more letters than asked for may be typed, if they are right.

    The name may be given by any of its words: somebody who signed up as "Anna Weber" may think of "Web".
    """
    wanted = first_letters(typed)
    words = [name, *name.replace("-", " ").split()]
    return bool(wanted) and any(wanted == first_letters(word) for word in words)
