"""ISBN, the International Standard Book Number (ISO 2108), normalised from typed, scanned or imported text."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _
from stdnum import ean, isbn
from stdnum.exceptions import ValidationError as InvalidNumber

MAX_LENGTH = 40  # longer than any way to write one
NOT_AN_ISBN = _("Das ist keine ISBN. Eine ISBN hat 13 Ziffern, bei älteren Büchern 10.")
WRONG_CHECK_DIGIT = _("In der ISBN ist eine Ziffer falsch. Bitte vergleichen Sie sie mit der im Buch.")

OTHER_GOODS = _("Unter dem Strichcode steht keine ISBN, sondern eine Nummer für andere Waren.")

_PREFIX = re.compile(r"isbn(?:[\s-]?1[03](?=[\s:.-]))?[\s:.-]*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212\u00ad]+")
_WHOLE_NUMBER = re.compile(r"(\d{9,13})\.0+")  # a spreadsheet stores it as a number
_SHAPE = re.compile(r"\d{13}|\d{9}[\dXx]")


class InvalidISBN(ValueError):
    """Raised if a text is not an ISBN; the message gives the reason, for staff."""


class OtherGoods(InvalidISBN):
    """Raised for a valid bar code that is no ISBN, such as those of discount books and games."""


def normalise(text) -> str:
    """Return the ISBN-13 without hyphens, "" for an empty text. Raise `InvalidISBN` for everything else.

    Accepts numbers (floats of spreadsheets), a leading "ISBN", hyphens of all kinds and invisible characters.
    """
    digits = _digits(text)
    if not digits:
        return ""
    if not _SHAPE.fullmatch(digits):
        raise InvalidISBN(NOT_AN_ISBN)
    if len(digits) == 13 and not digits.startswith(("978", "979")) and ean.is_valid(digits):
        raise OtherGoods(OTHER_GOODS)
    try:
        return isbn.to_isbn13(isbn.validate(digits))
    except InvalidNumber as error:
        raise InvalidISBN(WRONG_CHECK_DIGIT) from error


def is_isbn(text) -> bool:
    """Return whether the text is an ISBN."""
    try:
        return bool(normalise(text))
    except InvalidISBN:
        return False


def _digits(text) -> str:
    plain = unicodedata.normalize("NFKC", str("" if text is None else text)[: 2 * MAX_LENGTH])
    plain = "".join(character for character in plain if unicodedata.category(character) not in ("Cf", "Cc")).strip()
    whole = _WHOLE_NUMBER.fullmatch(plain)
    # A cell with a number has lost the zero at the start of an ISBN-10.
    return whole[1].zfill(10) if whole else _SEPARATORS.sub("", _PREFIX.sub("", plain, count=1))
