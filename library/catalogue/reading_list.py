"""The reading list of a visitor without an account: a few titles, whose numbers are in the query string."""

from collections.abc import Iterable

from kasch_site.common.text.whole_numbers import parse_whole_number

PARAM = "nr"
MAX_TITLES = 30
MAX_DIGITS = 9
_MAX_LENGTH = MAX_TITLES * (MAX_DIGITS + 1)


def parse(text: str) -> tuple[int, ...]:
    """Return the numbers in "12,55", without duplicates, at most `MAX_TITLES`; invalid ones are ignored."""
    parts = text[:_MAX_LENGTH].split(",")[:MAX_TITLES]
    numbers = (parse_whole_number(part, 10**MAX_DIGITS - 1) for part in parts)
    return tuple(dict.fromkeys(number for number in numbers if number))


def format_numbers(numbers: Iterable[int]) -> str:
    """Return the numbers as the value of a query parameter: "12,55"."""
    return ",".join(map(str, numbers))


def toggled(numbers: tuple[int, ...], number: int) -> tuple[int, ...] | None:
    """Return the list with this number added, or removed if it is in the list; None if the list is full."""
    if number in numbers:
        return tuple(other for other in numbers if other != number)
    return (*numbers, number) if len(numbers) < MAX_TITLES else None
