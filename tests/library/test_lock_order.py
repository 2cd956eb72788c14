"""The numbers of copies and the counts of a month are locked before anything that pages show is written.

Otherwise two volunteers at once can wait for each other: one has the content version, the other one the numbers.
"""

import pytest

from library import retention
from library.catalogue import titles
from library.catalogue.imports import importing, reading
from library.catalogue.records.record import Record
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import Copy, LoanCount, Patron, Title
from tests.support.database.lock_order import locks_before_writes

pytestmark = pytest.mark.django_db
NUMBERS, COUNTS = "library_numbersequence", "common_ratelimitcount"


@pytest.fixture
def reader(opening_hours, make_title, make_copy, make_patron, reserve):
    """Return a patron who has brought one book back and waits for another one."""
    patron, copy = make_patron(email="leserin@example.org"), make_copy()
    loans.lend(copy, patron)
    loans.take_back(copy)
    reserve(make_copy(make_title("Momo")).title, patron)
    return patron


def test_a_title_is_added_after_its_numbers_are_locked(book_medium):
    with locks_before_writes(NUMBERS):
        title = titles.add(Record(title="Krabat", copies=2), book_medium)
    assert title.copies.count() == 2


def test_the_form_for_a_title_locks_the_numbers_first(admin_client, book_medium):
    fields = {"title": "Krabat", "medium": book_medium.pk, "copies": "2", "_form_key": ""}
    with locks_before_writes(NUMBERS):
        admin_client.post("/admin/library/title/add/", fields)
    assert Title.objects.get().copies.count() == 2


def test_an_import_locks_the_numbers_first(book_medium):
    batch = reading.start("liste.csv", b"Titel\nKrabat\nMomo\n")
    reading.read.call(batch.pk)
    batch.refresh_from_db()
    importing.begin(batch, book_medium, adds_copies=False)
    with locks_before_writes(NUMBERS):
        importing.import_rows.call(batch.pk)
    assert Copy.objects.count() == 2


def test_a_reader_is_erased_after_the_counts_of_the_month_are_locked(reader):
    with locks_before_writes(COUNTS):
        patrons.erase(reader)
    assert LoanCount.objects.get().number == 1


def test_a_person_is_erased_after_the_counts_of_the_month_are_locked(reader):
    with locks_before_writes(COUNTS):
        retention.erase_person("leserin@example.org")
    assert LoanCount.objects.get().number == 1
    assert not Patron.objects.exists()
