"""The reading list: a few titles that somebody notes without an account; their numbers travel in the address."""

from collections.abc import Iterable

PARAM = "nr"
MAX_TITLES = 30
MAX_DIGITS = 9
_MAX_LENGTH = MAX_TITLES * (MAX_DIGITS + 1)


def read(text: str) -> tuple[int, ...]:
    """Return the numbers in "12,55", each once, at most `MAX_TITLES`; invalid ones are left out."""
    parts = text[:_MAX_LENGTH].split(",")[:MAX_TITLES]
    numbers = (int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= MAX_DIGITS)
    return tuple(dict.fromkeys(number for number in numbers if number))


def write(numbers: Iterable[int]) -> str:
    """Return the numbers as they are written in an address: "12,55"."""
    return ",".join(map(str, numbers))


def toggled(numbers: tuple[int, ...], number: int) -> tuple[int, ...] | None:
    """Return the list with this number added, or removed if it is on it; None if the list is full."""
    if number in numbers:
        return tuple(other for other in numbers if other != number)
    return (*numbers, number) if len(numbers) < MAX_TITLES else None
