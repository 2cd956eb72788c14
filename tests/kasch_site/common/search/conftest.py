"""A stock of books and what searching in it must find, in two tables."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Search:
    """One line of `searches.csv`.

    `find` are the keys of the books that must be among the first `within` hits; "-" means that nothing may be found.
    `never` must not be found at all, `not_before` not before any of `find`. `suggestion` is what "Meinten Sie" must
    say, "-" for nothing.
    """

    category: str
    query: str
    find: tuple[str, ...]
    within: int
    never: tuple[str, ...]
    not_before: tuple[str, ...]
    suggestion: str

    def __str__(self):
        return f"{self.category}: {self.query}"


def stock() -> list[dict[str, str]]:
    """Return the books of `stock.csv`: real titles; the ISBNs are made up."""
    return _rows("stock.csv")


def searches() -> list[Search]:
    """Return the searches of `searches.csv`; characters that nobody sees are written as \\u and four digits there."""
    return [
        Search(
            row["category"],
            _ESCAPE.sub(lambda match: chr(int(match[1], 16)), row["query"]),
            tuple(row["find"].split()),
            int(row["within"] or 0),
            tuple(row["never"].split()),
            tuple(row["not_before"].split()),
            row["suggestion"],
        )
        for row in _rows("searches.csv")
    ]


def _rows(name):
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture
def find(db):
    """Return a function that searches the stock: it returns the keys of the hits in their order, and the suggestion."""
    from kasch_site.common.search.models import SearchDocument  # noqa: F401 - not written yet

    raise NotImplementedError
