"""Operations on many titles while desks lend and return: there is no deadlock.

On PostgreSQL these deadlock without `lock_all`; the last test removes it to show that this load finds deadlocks.
"""

import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from kasch_site.accounts.models import User
from kasch_site.common import clock
from library.catalogue.imports import importing
from library.circulation import closing, numbering, offline_sheet, stocktaking
from library.circulation.desk import undoing
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import loans, returned_loans
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Card, CatalogueImport, Copy, Desk, Hold, ImportRow, LendingRules, Loan, NumberKind, Title
from tests.library.circulation.consistency import check_consistency
from tests.proving import amount, amounts, succeeds_once
from tests.support.processes.threads import run_concurrently

DESKS = amount(3, 12)
STEPS = amount(25, 300)  # of each desk
ROUNDS = amount(5, 60)  # of what changes many titles
TITLES = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def library(opening_hours, make_title, make_patron):
    """Create few titles with two copies each, so that conflicts are frequent, and patrons with cards."""
    LendingRules.objects.create(max_loans=100, max_holds=40)
    titles = [make_title(f"Titel {number}") for number in range(TITLES)]
    numbers = numbering.allocate(NumberKind.COPY, 2 * TITLES)
    for title, number in zip(titles * 2, numbers, strict=True):
        Copy.objects.create(title=title, number=number, added_on=clock.today())
    for _number in range(4):
        make_patron()


class RandomDesk:
    """A volunteer with random actions on copies and patrons that other desks use too."""

    def __init__(self, number):
        self.rng = random.Random(number)
        self.desk = Desk.objects.create(user=User.objects.create_user(f"theke{number}"), used_at=clock.now())
        self.copies, self.cards = list(Copy.objects.all()), list(Card.objects.select_related("patron"))
        self.done = 0

    def work(self):
        for _step in range(STEPS):
            with suppress(CirculationRefused):
                self.rng.choice([self.lend, self.take_back, self.take_back, self.reserve])()
                self.done += 1

    def lend(self):
        with transaction.atomic():  # as the desk does: nobody erases the loan before its line is there
            lent = loans.lend(self.rng.choice(self.copies), self.rng.choice(self.cards).patron)
            line = undoing.record_loan(self.desk, lent)
        if self.rng.random() < 0.3:
            undoing.undo(line)

    def take_back(self):
        copy = self.rng.choice(self.copies)
        with transaction.atomic():
            undoing.record_return(self.desk, copy, loans.take_back(copy))

    def reserve(self):
        requester = Requester("Herr Muster", email=f"{uuid4().hex}@example.org")
        reservations.cancel(reservations.reserve(self.rng.choice(self.copies).title, requester, uuid4()))


def run_stocktake(rng):
    """Apply a stock-taking that found some lent copies and missed some others."""
    stocktake = stocktaking.begin()
    scanned = [*Copy.objects.lent(), *Copy.objects.available()[:2]]
    stocktaking.store_scans(stocktake, [stocktaking.Scanned(copy.number, "", clock.now()) for copy in scanned])
    stocktaking.apply(stocktake)


def enter_a_sheet(rng):
    """Enter a paper sheet with returns in random order and a loan."""
    rows = [offline_sheet.Row(clock.now(), copy.number) for copy in rng.sample(list(Copy.objects.all()), TITLES)]
    rows.append(offline_sheet.Row(clock.now(), rows[0].copy_number, rng.choice(list(Card.objects.valid())).number))
    offline_sheet.enter(rows)


def import_copies(rng):
    """Import a file with further copies of existing titles."""
    batch = CatalogueImport.objects.create(
        file_name="liste.csv", state="running", adds_copies=True, rows_total=TITLES, started_at=clock.now()
    )
    titles = rng.sample(list(Title.objects.all()), TITLES)
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, line=line, verdict="here", fields={"title": title.title, "copies": 1})
        for line, title in enumerate(titles, 1)
    )
    importing.import_rows.call(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("done", TITLES)


def close_days(rng):
    """Add closing days on some due dates."""
    day = clock.today() + timedelta(days=6 - clock.today().weekday())  # a Sunday
    Loan.objects.open().update(due_on=day)
    Hold.objects.ready().update(pickup_until=day)
    closing.move_to_open_days()


def erase_a_patron(rng):
    """Erase a patron with returned loans and waiting holds."""
    patron = patrons.register(patrons.NewPatron("Frau Kurz", email=f"{uuid4().hex}@example.org"), uuid4())
    for copy in rng.sample(list(Copy.objects.all()), TITLES):
        with suppress(CirculationRefused):
            loans.lend(copy, patron)
            loans.take_back(copy)
            continue
        with suppress(CirculationRefused):
            reservations.reserve(copy.title, Requester.of(patron), uuid4())
    with suppress(CirculationRefused):
        patrons.erase(patron)


def erase_returned_loans(rng):
    """Run the nightly purge of returned loans."""
    returned_loans.erase(Loan.objects.filter(returned_at__isnull=False))


MANY = {
    "stock-taking": (run_stocktake, stocktaking),
    "paper": (enter_a_sheet, offline_sheet),
    "import": (import_copies, importing),
    "closing days": (close_days, closing),
    "erasing": (erase_a_patron, patrons),
    "erasing returned loans": (erase_returned_loans, returned_loans),
}


def run_with_desks(work):
    """Run the desks and this function concurrently; raise the first exception of any of them."""
    desks, rng = [RandomDesk(number) for number in range(DESKS)], random.Random(39)
    tasks = [lambda: [work(rng) for _round in range(ROUNDS)], *(desk.work for desk in desks)]
    run_concurrently(lambda: tasks.pop()(), times=len(tasks))
    return desks


@pytest.mark.parametrize("name", MANY)
def test_what_changes_many_titles_and_the_desks_never_wait_for_each_other(library, proof, name):
    desks = run_with_desks(MANY[name][0])
    count = check_consistency()
    proof(f"{name}: {DESKS} desks, {sum(desk.done for desk in desks)} steps, {ROUNDS} rounds; {amounts(count)}")
    assert isinstance(count, Counter) and all(desk.done for desk in desks)


@pytest.mark.parametrize("name", ["stock-taking", "paper", "import"])
def test_without_the_locks_they_wait_for_each_other(library, monkeypatch, name):
    writes_side_by_side = connection.vendor == "postgresql"  # on SQLite one transaction writes at a time
    work, module = MANY[name]
    monkeypatch.setattr(module, "lock_all", lambda **_keys: None)

    def is_deadlocked():
        User.objects.all().delete()
        try:
            run_with_desks(work)
        except OperationalError as error:
            return "deadlock" in str(error)
        return False

    assert succeeds_once(5 if writes_side_by_side else 1, is_deadlocked) == writes_side_by_side
