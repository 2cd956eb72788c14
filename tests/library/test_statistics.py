"""Statistics of the library: correct, rounded, and without personal data."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kasch_site.common import clock
from kasch_site.house.models import Language
from library import statistics
from library.circulation import copies
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.models import ActivePatronCount, Loan, LoanCount, MediumKind, Subject
from library.retention import purge_loans

pytestmark = pytest.mark.django_db


@pytest.fixture
def lend_often(make_copy, make_patron):
    """Return a function that lends a copy of a title and takes it back, this many times in a month."""

    def lend(title, times, month):
        copy, patron, at = make_copy(title), make_patron(), clock.local(date(2026, month, 15))
        Loan.objects.bulk_create(
            Loan(copy=copy, patron=patron, lent_at=at, returned_at=at, due_on=at.date()) for _number in range(times)
        )
        return copy

    return lend


def test_loans_are_counted_by_kind_month_subject_age_and_language(opening_hours, make_title, lend_often):
    game = MediumKind.objects.create(name="Spiel", slug="spiel", order=2)
    arabic, crime = Language.objects.create(code="ar", name="Arabisch"), Subject.objects.create(name="Krimi", slug="k")
    child, adult = make_title(age_from=4, age_until=6), make_title()
    adult.languages.add(arabic)
    adult.subjects.add(crime)
    lend_often(child, 12, 3)
    lend_often(adult, 9, 3)
    lend_often(make_title(medium=game), 6, 11)
    numbers = statistics.year_statistics(2026)
    march, november = date(2026, 3, 1), date(2026, 11, 1)
    by_month = {
        kind: dict(zip(numbers.by_month.columns, line, strict=True)) for kind, line, _t in numbers.by_month.lines()
    }
    assert (by_month["Buch"][march], by_month["Spiel"][november], by_month["Spiel"][march]) == (20, 5, 0)
    assert {row: total for row, _cells, total in numbers.by_subject.lines()} == {"ohne Thema": 20, "Krimi": 10}
    ages = {row: total for row, _cells, total in numbers.by_age.lines()}
    assert (ages["Kinder bis 6 Jahre"], ages["Erwachsene"], ages["Jugendliche"]) == (10, 15, 0)
    assert {row: total for row, _cells, total in numbers.by_language.lines()} == {"Deutsch": 20, "Arabisch": 10}
    assert [(kind.name, kind.loans) for kind in (*numbers.kinds, numbers.total)] == [
        ("Buch", 20),
        ("Spiel", 5),
        ("Summe", 25),
    ]


def test_erasing_returned_loans_changes_no_number(opening_hours, make_title, make_copy, make_patron, lend_often):
    """Some loans are erased, some are of the last days, and one copy is still at somebody's home."""
    crime, arabic = Subject.objects.create(name="Krimi", slug="k"), Language.objects.create(code="ar", name="Arabisch")
    titles = [
        make_title(age_from=4),
        make_title(),
        make_title(medium=MediumKind.objects.create(name="Spiel", slug="s")),
    ]
    titles[1].subjects.add(crime)
    titles[1].languages.add(arabic)
    for number, title in enumerate(titles):
        lend_often(title, 6 + 5 * number, 3 + number)
        lend_often(title, 4, 11)
    loans.lend(make_copy(titles[0]), make_patron())
    before = statistics.year_statistics(2026), statistics.years(), set(statistics.never_lent(clock.today()))
    assert purge_loans(clock.now()) == 6 + 11 + 16 + 3 * 4
    assert Loan.objects.count() == 1
    assert (statistics.year_statistics(2026), statistics.years(), set(statistics.never_lent(clock.today()))) == before
    # Erasing twice counts once; what is erased later is added.
    assert purge_loans(clock.now()) == 0
    lend_often(titles[0], 5, 3)
    purge_loans(clock.now())
    assert LoanCount.objects.get(title=titles[0], month=date(2026, 3, 1)).number == 11


def test_the_stock_is_counted_at_the_end_of_the_year(opening_hours, make_copy):
    old = make_copy()
    type(old).objects.update(added_on=date(2024, 5, 1))
    make_copy()
    copies.withdraw(make_copy())
    [book] = statistics.year_statistics(2026).kinds
    assert (book.stock, book.added, book.withdrawn) == (2, 2, 1)
    [book] = statistics.year_statistics(2025).kinds
    assert (book.stock, book.added, book.withdrawn) == (1, 0, 0)


def test_patrons_are_counted_once_a_year_without_their_loans(opening_hours, make_patron, make_copy, advance):
    patron, copy = make_patron(), make_copy()
    loans.lend(copy, patron)
    advance(timedelta(days=60))
    loans.take_back(copy)
    loans.lend(copy, patron)
    loans.take_back(copy)
    patrons.erase(patron)
    assert list(ActivePatronCount.objects.values_list("year", "count")) == [(2027, 1), (2026, 1)]
    assert statistics.year_statistics(2026).patrons == 0, "rounded"
    assert statistics.year_statistics(2025).patrons is None


def test_opening_hours_are_those_of_the_library(opening_hours):
    numbers = statistics.year_statistics(2026)
    assert 95 <= numbers.open_days <= 105
    assert numbers.open_hours == 4 * numbers.open_days


def test_titles_never_lent_are_older_than_a_year(make_title, lend_often, make_copy):
    old = date(2025, 1, 1)
    never, lent, new, gone = make_title(added_on=old), make_title(added_on=old), make_title(), make_title(added_on=old)
    lend_often(lent, 1, 3)
    purge_loans(clock.now())
    for title in (never, new):
        make_copy(title)
    copies.withdraw(make_copy(gone))
    assert list(statistics.never_lent(clock.today())) == [never]


def test_the_numbers_cost_the_same_for_every_stock(opening_hours, make_title, lend_often):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            statistics.year_statistics(2026)
        return len(queries)

    lend_often(make_title(), 3, 3)
    cost()  # what is cached afterwards
    before = cost()
    for month in (4, 5, 6):
        lend_often(make_title(), 3, month)
    assert cost() == before <= 10
