"""Phone numbers as links."""


def dialled(number: str) -> str:
    """The number as a `tel:` link wants it (RFC 3966): digits, and a plus in front of a country's code.

    "+49 (0)371 123" is how many write it; the nought in brackets is not dialled with the country's code.
    """
    if number.startswith("+"):
        return "+" + "".join(sign for sign in number.replace("(0)", "") if sign.isdigit())
    return "".join(sign for sign in number if sign.isdigit())
