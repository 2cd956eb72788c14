"""Phone numbers: display form and `tel:` links."""

import re


def dialled(number: str) -> str:
    """Return the number for a `tel:` link (RFC 3966): digits, with a leading plus before a country code.

    In "+49 (0)371 123" the zero in brackets is dropped after the country code.
    """
    if number.startswith("+"):
        return "+" + "".join(character for character in number.replace("(0)", "") if character.isdigit())
    return "".join(character for character in number if character.isdigit())


def tidy(number: str) -> str:
    """Return the number with digits, single spaces and an optional leading plus only: "+49 371 33 50 520"."""
    if number.lstrip().startswith("+"):
        number = number.replace("(0)", " ")
    return re.sub(r"[^\d+]+", " ", number).strip()
