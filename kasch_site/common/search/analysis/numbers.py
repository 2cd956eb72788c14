"""Numbers that are found as a whole: ISBNs in all their spellings."""

import re
from collections.abc import Iterable, Iterator

from stdnum import isbn
from stdnum.exceptions import ValidationError

_SPACE = r"[\s\-‐‑‒–\u200e\u200f\u202a-\u202e\u2060]{0,3}"
_ISBN = re.compile(
    rf"(?:\bISBN(?:-1[03])?[\s:]{{0,3}}{_SPACE})?(?<![^\W_])(?:97[89]{_SPACE})?(?:\d{_SPACE}){{9}}[\dX](?![^\W_])",
    re.IGNORECASE,
)
_NO_DIGITS = re.compile(r"[^\dX]")


def number_tokens(numbers: Iterable[str]) -> Iterator[str]:
    """Yield the tokens of the numbers of a document."""
    for number in numbers:
        yield token_of(canonical_isbn(number) or number)


def token_of(number: str) -> str:
    """Return the token of a number: its letters and digits."""
    return "n" + "".join(character for character in number.casefold() if character.isalnum())


def canonical_isbn(number: str) -> str:
    """Return a valid ISBN as thirteen digits; "" if it is none."""
    try:
        return isbn.to_isbn13(isbn.validate(_NO_DIGITS.sub("", number.upper().replace("ISBN", ""))))
    except ValidationError:
        return ""


def take_isbns(text: str) -> tuple[str, list[str]]:
    """Return a text without the valid ISBNs in it, and these as thirteen digits."""
    tokens = []

    def take(match):
        digits = re.sub(r"^ISBN(-1[03])?", "", match[0], flags=re.IGNORECASE)
        number = canonical_isbn(digits)
        if not number:
            return match[0]
        tokens.append(number)
        return " "

    return _ISBN.sub(take, text), tokens
