"""Phone numbers as people write them, and as links."""

import re


def dialled(number: str) -> str:
    """The number as a `tel:` link wants it (RFC 3966): digits, and a plus in front of a country's code.

    "+49 (0)371 123" is how many write it; the nought in brackets is not dialled with the country's code.
    """
    if number.startswith("+"):
        return "+" + "".join(sign for sign in number.replace("(0)", "") if sign.isdigit())
    return "".join(sign for sign in number if sign.isdigit())


def tidy(number: str) -> str:
    """A number with nothing but digits, single spaces and perhaps a plus in front: "+49 371 33 50 520"."""
    if number.lstrip().startswith("+"):
        number = number.replace("(0)", " ")
    return re.sub(r"[^\d+]+", " ", number).strip()
