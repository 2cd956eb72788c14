"""Match records with what staff type into a search: name, reference code, mail address or phone number."""

import re
from collections.abc import Callable

from kasch_site.common.text.folding import word_matcher

from . import reference_codes
from .contact import canonical_forms

MIN_LETTERS = 2
# Minimum length of the start of a mail address or of a part of a number; fewer would match too many. Many callers
# leave out their local area code.
MIN_PART = 5
FIELDS = ("name", "code", "email_key", "phone_key")
_BETWEEN_DIGITS = re.compile(r"[\s/()+.‐‑‒–-]")


def visitor_matcher(typed: str) -> Callable[..., bool] | None:
    """Return a predicate over the values of `FIELDS`; None if the input is too short or too long to search.

    Compares in Python: the database matches neither "Mueller" with "Müller" nor phone numbers in different notations.
    """
    typed = typed.strip()
    has_words = word_matcher(typed) if len(typed) >= MIN_LETTERS else None
    if has_words is None:
        return None
    contacts, code, mail, digits = canonical_forms(typed), _code(typed), typed.casefold(), _digits(typed)

    def matches(name: str, own_code: str, email_key: str, phone_key: str) -> bool:
        return (
            has_words(name)
            or (code != "" and own_code.startswith(code))
            or not contacts.isdisjoint({email_key, phone_key} - {""})
            or (len(mail) >= MIN_PART and email_key.startswith(mail))
            or (digits != "" and digits in phone_key)
        )

    return matches


def _code(typed):
    """Return the start of a reference code, at least half of it; "" if it cannot be one."""
    plain = "".join(character for character in typed.upper() if character.isalnum())
    is_code = reference_codes.LENGTH // 2 <= len(plain) <= reference_codes.LENGTH
    return plain if is_code and all(character in reference_codes.ALPHABET for character in plain) else ""


def _digits(typed):
    """Return a part of a phone number without leading zeros; "" if it is too short or has letters."""
    digits = _BETWEEN_DIGITS.sub("", typed)
    return digits.lstrip("0") if digits.isdecimal() and len(digits) >= MIN_PART else ""
