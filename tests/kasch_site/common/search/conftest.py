"""Sample books and the searches that must find them, in two tables."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction

from kasch_site.common.search.indexing import index_texts
from kasch_site.common.search.models import SearchDocument
from kasch_site.common.search.queries import search
from kasch_site.common.sections import SearchText
from tests.support.database.recorded import record, replay

KIND = "test.book"

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


@pytest.fixture(scope="session")
def recorded_stock(django_db_setup, django_db_blocker):
    """Return the rows of an index with the stock: making it once is faster."""
    with django_db_blocker.unblock(), transaction.atomic():
        index_texts(KIND, {number: found_by(book) for number, book in enumerate(stock(), 1)})
        rows = {table: rows for table, rows in record().items() if table.startswith("common_search")}
        transaction.set_rollback(True)
    return rows


@pytest.fixture(scope="module")
def stock_of_module(recorded_stock, django_db_blocker):
    """Restore the stock once for a module; each test rolls back its own changes only."""
    with django_db_blocker.unblock(), transaction.atomic():
        replay(recorded_stock)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def find(stock_of_module, db):
    """Return a function that searches the stock: it returns the keys of the hits in their order, and the suggestion."""
    keys = {number: book["key"] for number, book in enumerate(stock(), 1)}

    def find(query):
        result = search(query, documents=SearchDocument.objects.filter(kind=KIND), limit=300)
        return [keys[hit.object_id] for hit in result.hits], result.suggestion

    return find


def found_by(book: dict[str, str]) -> SearchText:
    """Return what a book of the stock is found by, as a library would say it."""
    return SearchText(
        title=book["title"],
        url="/",
        subtitle=book["subtitle"],
        names=tuple(filter(None, book["authors"].split("; "))),
        series=book["series"],
        volume=book["volume"],
        subjects=tuple(filter(None, book["subjects"].split("; "))),
        numbers=tuple(filter(None, [book["isbn"]])),
        language=book["language"],
    )
