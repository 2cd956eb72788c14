"""Phone numbers: display form, `tel:` links, and whether a number can be one."""

import re

import phonenumbers

REGION = "DE"
# Without the leading zero. Shorter numbers are service numbers or incomplete.
MIN_NATIONAL_DIGITS = 6


def tel_number(number: str) -> str:
    """Return the number for a `tel:` link (RFC 3966): digits, with a leading plus before a country code.

    In "+49 (0)371 123" the zero in brackets is dropped after the country code.
    """
    if number.startswith("+"):
        return "+" + "".join(character for character in number.replace("(0)", "") if character.isdigit())
    return "".join(character for character in number if character.isdigit())


def can_be_called(number: str) -> bool:
    """Return whether the number is complete enough to be called.

    A number of another country is checked by the rules of that country.
    """
    try:
        parsed = phonenumbers.parse(number, REGION)
    except phonenumbers.NumberParseException:
        return False
    if parsed.country_code == phonenumbers.country_code_for_region(REGION):
        return len(str(parsed.national_number)) >= MIN_NATIONAL_DIGITS
    return phonenumbers.is_possible_number(parsed)


def tidy(number: str) -> str:
    """Return the number with digits, single spaces and an optional leading plus only: "+49 371 33 50 520"."""
    if number.lstrip().startswith("+"):
        number = number.replace("(0)", " ")
    return re.sub(r"[^\d+]+", " ", number).strip()
