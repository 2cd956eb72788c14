"""Stock-taking: nothing changes before it is applied, and no scan is lost or counted twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kasch_site.common import clock
from library.circulation import stocktaking
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.circulation.stocktaking import Scanned
from library.models import Copy, Loan, Stocktake, StocktakeScan

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocktake():
    return stocktaking.begin()


def scan(stocktake, *copies, shelf="", at=None):
    entered = [Scanned(getattr(copy, "number", copy), shelf, at or clock.now()) for copy in copies]
    return stocktaking.store_scans(stocktake, entered)


def test_findings_are_classified(stocktake, make_copy, make_patron, reserve):
    right, misplaced = make_copy(shelf="A"), make_copy(shelf="B")
    lost = make_copy(state="lost")
    withdrawn = make_copy(state="withdrawn", withdrawn_on=clock.today())
    lent_here, lent_away, missing, aside = (make_copy() for _number in range(4))
    for copy in (lent_here, lent_away):
        loans.lend(copy, make_patron())
    reserve(aside.title)
    loans.take_back(aside)
    scan(stocktake, right, misplaced, lost, withdrawn, lent_here, "20000000", shelf="A")
    result = stocktaking.result(stocktake)
    assert (result.missing, result.misplaced, result.lost_but_here) == ([missing], [(misplaced, "A")], [lost])
    assert (result.lent_but_here, result.withdrawn_but_here, result.right) == ([lent_here], [withdrawn], 1)
    assert result.unknown == ["20000000"]


def test_nothing_changes_before_it_is_taken_over(stocktake, make_copy, make_patron):
    lent, missing, lost = make_copy(), make_copy(), make_copy(state="lost")
    loans.lend(lent, make_patron())
    scan(stocktake, lent, lost)
    before = list(Copy.objects.order_by("pk").values("pk", "state"))
    assert list(Copy.objects.order_by("pk").values("pk", "state")) == before
    assert Loan.objects.open().exists()
    stocktaking.apply(stocktake)
    missing.refresh_from_db(), lost.refresh_from_db()
    assert (missing.state, lost.state, Loan.objects.open().exists()) == ("lost", "in_use", False)
    stocktaking.apply(stocktake)
    with pytest.raises(CirculationRefused):
        scan(stocktake, missing)


def test_a_phone_may_send_everything_twice(stocktake, make_copy):
    copy = make_copy()
    assert scan(stocktake, copy, copy) == scan(stocktake, f"]C0{copy.number}\n") == [copy.number]
    assert StocktakeScan.objects.count() == 1


def test_of_two_shelves_the_later_scan_counts_however_late_it_arrives(stocktake, make_copy):
    copy, now = make_copy(shelf="A"), clock.now()
    scan(stocktake, copy, shelf="A", at=now)
    scan(stocktake, copy, shelf="B", at=now - timedelta(minutes=5))
    assert stocktaking.result(stocktake).misplaced == []
    scan(stocktake, copy, shelf="B", at=now + timedelta(minutes=5))
    assert stocktaking.result(stocktake).misplaced == [(copy, "B")]


def test_of_one_shelf_only_its_copies_are_missing(make_copy):
    missing = make_copy(shelf="A")
    make_copy(shelf="B")
    stocktake = stocktaking.begin("A")
    assert stocktaking.result(stocktake).missing == [missing]
    assert stocktaking.begin("A") == stocktake


def test_the_database_takes_stock_of_a_shelf_once_at_a_time(stocktake):
    with pytest.raises(IntegrityError), transaction.atomic():
        Stocktake.objects.create(shelf="", begun_at=clock.now())


def test_discarding_deletes_the_scans(stocktake, make_copy):
    scan(stocktake, make_copy())
    stocktaking.discard(stocktake)
    assert not StocktakeScan.objects.exists()
    assert Copy.objects.get().state == "in_use"


def test_the_number_of_queries_does_not_depend_on_the_stock(stocktake, make_copy, django_assert_max_num_queries):
    for _number in range(6):
        scan(stocktake, make_copy())
        make_copy()
    with django_assert_max_num_queries(4):
        stocktaking.result(stocktake)


@pytest.mark.parametrize("shelf", ["C", "a", "A "])
def test_a_shelf_without_copies_is_refused(make_copy, shelf):
    make_copy(shelf="A")
    with pytest.raises(CirculationRefused):
        stocktaking.begin(shelf)
    assert not Stocktake.objects.exists()


def test_applied_findings_are_stored_once(stocktake, make_copy):
    missing = make_copy()
    found = stocktaking.apply(stocktake)
    stocktake.refresh_from_db()
    assert stocktaking.result(stocktake) == found
    assert stocktaking.apply(stocktake).missing == [missing]
    with pytest.raises(IntegrityError), transaction.atomic():
        stocktake.findings.create(copy=missing, kind="lent")
