"""Whole numbers in query strings, forms and URLs."""

# More digits than any primary key has; the database can store all shorter numbers.
MAX_NUMBER = 10**18 - 1


def parse_whole_number(text: object, limit: int = MAX_NUMBER) -> int | None:
    """Return the number written as ASCII digits, at most `limit`; None if the text is missing or anything else.

    Long texts are refused before they are parsed.
    """
    digits = "" if text is None else str(text)
    if len(digits) > len(str(limit)) or not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits)
    return number if number <= limit else None
