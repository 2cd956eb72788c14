"""A library in large numbers, for performance tests: titles made of the words of the demo's titles, always the same."""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from kasch_site.common import clock
from kasch_site.common.search import indexing
from kasch_site.common.search.queries import search_kinds
from library.circulation import numbering
from library.models import Card, Copy, Loan, LoanCount, MediumKind, NumberKind, Patron, Subject, Title
from library.models.titles import sort_title_of

TITLES = 100_000
# For each title, as a library of a town has them.
COPIES, PATRONS, PAST_LOANS, LOANS = 1.2, 0.05, 2, 0.03
SERIES = "Beispielbestand"
_BATCH = 1000
_DAYS = 3 * 365
_SEED = 39


def exist() -> bool:
    """Return whether the large stock exists."""
    return Title.objects.filter(series=SERIES).exists()


def write(today, number: int = TITLES, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add that many titles with copies, patrons, loans of the past and of now. `progress` receives the titles written.

    The database has a stock already, whose words, kinds and subjects are used.
    """
    rng = random.Random(_SEED)  # noqa: S311 - samples, no secrets
    words = _Words(rng)
    keys = []
    for first in range(0, number, _BATCH):
        keys += _write_titles(words, range(first, min(first + _BATCH, number)), today)
        progress(len(keys))
    copies = _write_copies(rng, keys, int(number * COPIES), today)
    patrons = _write_patrons(int(number * PATRONS), today)
    _write_past_loans(rng, keys, int(number * PAST_LOANS), today)
    _write_loans(copies, patrons, int(number * LOANS), today)
    for kind in search_kinds():
        if kind.model == Title._meta.label:
            indexing.index(kind, keys)


class _Words:
    """The words of the titles that are there, and the names of their authors."""

    def __init__(self, rng):
        titles = list(Title.objects.order_by("pk"))
        self.rng = rng
        self.words = sorted({word for title in titles for word in title.title.split() if len(word) > 2})
        names = sorted({tuple(name.split()) for title in titles for name in title.author_names if " " in name})
        self.first_names, self.last_names = [name[0] for name in names], [name[-1] for name in names]
        self.kinds, self.subjects = list(MediumKind.objects.all()), list(Subject.objects.all())

    def title(self, number, today) -> Title:
        """Return a title that is not saved yet."""
        rng = self.rng
        text = " ".join(rng.choices(self.words, k=rng.randint(2, 4)))
        age = rng.choice([None, None, None, 3, 6, 9, 12])
        return Title(
            title=text,
            sort_title=sort_title_of(text),
            authors=f"{rng.choice(self.first_names)} {rng.choice(self.last_names)}",
            medium=rng.choices(self.kinds, [8, *[1] * (len(self.kinds) - 1)])[0],
            series=SERIES,
            volume=str(number),
            year=rng.randint(1950, today.year),
            age_from=age,
            description=" ".join(rng.choices(self.words, k=12)),
            added_on=today - timedelta(days=rng.randint(1, _DAYS)),
        )


def _write_titles(words, numbers, today):
    titles = Title.objects.bulk_create(words.title(number, today) for number in numbers)
    through = Title.subjects.through
    pairs = [
        (title, subject)
        for title in titles
        for subject in words.rng.sample(words.subjects, min(2, len(words.subjects)))
    ]
    through.objects.bulk_create(through(title=title, subject=subject) for title, subject in pairs)
    return [title.pk for title in titles]


def _write_copies(rng, titles, count, today):
    """Write a copy of each title, and further ones; return their keys."""
    wanted = [*titles, *rng.choices(titles, k=count - len(titles))]
    shelves = [f"Roman {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    rows = (
        Copy(title_id=title, number=number, shelf=rng.choice(shelves), added_on=today - timedelta(days=_DAYS))
        for title, number in zip(wanted, _numbers(NumberKind.COPY, count), strict=True)
    )
    return _written(rows)


def _write_patrons(count, today):
    """Write patrons with a card each, numbered after those that are there; return their keys."""
    first = Patron.objects.count()
    patrons = _written(_patron(number, today) for number in range(first, first + count))
    numbers = zip(_numbers(NumberKind.CARD, count), patrons, strict=True)
    _written(Card(number=number, patron_id=patron) for number, patron in numbers)
    return patrons


def _patron(number, today):
    patron = Patron(
        name=f"Beispiel {number + 1}",
        email=f"leser{number + 1}@example.org",
        joined_on=today,
        active_on=today.replace(day=1),
        created_at=clock.now(),
        idempotency_key=uuid.UUID(int=number + 1),
    )
    patron.set_keys()
    return patron


def _write_past_loans(rng, titles, count, today):
    """Write loans without their persons: their numbers by title and month."""
    months = sorted({(today - timedelta(days=day)).replace(day=1) for day in range(40, _DAYS)})
    numbers = Counter((rng.choice(months), rng.choice(titles)) for _number in range(count))
    _written(LoanCount(month=month, title_id=title, number=numbers[month, title]) for month, title in sorted(numbers))


def _write_loans(copies, patrons, count, today):
    """Write loans of now, one in twenty of them overdue."""
    now = clock.now()
    _written(
        Loan(
            copy_id=copies[number],
            patron_id=patrons[number % len(patrons)],
            lent_at=now - timedelta(days=number % 20),
            due_on=today + timedelta(days=number % 20 - 1),
        )
        for number in range(count)
    )


def _written(rows) -> list[int]:
    """Write rows of one model in batches; return their keys."""
    keys, batch = [], []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            keys += _inserted(batch)
            batch = []
    return keys + _inserted(batch)


def _inserted(batch):
    return [row.pk for row in type(batch[0]).objects.bulk_create(batch)] if batch else []


def _numbers(kind, count) -> Iterator[str]:
    """Yield that many numbers for labels or cards."""
    for first in range(0, count, numbering.MAX_AT_ONCE):
        yield from numbering.allocate(kind, min(numbering.MAX_AT_ONCE, count - first))
