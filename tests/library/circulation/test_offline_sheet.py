"""Paper sheets are entered with their times, completely or not at all, and once."""

from datetime import timedelta

import pytest

from kasch_site.common import clock
from library.circulation import offline_sheet
from library.circulation.loans import loans
from library.circulation.offline_sheet import Row
from library.models import Card, Copy, LendingRules, Loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning():
    return clock.now() - timedelta(hours=20)


def out(at, copy, patron):
    return Row(at, copy.number, Card.objects.get(patron=patron).number)


def back(at, copy):
    return Row(at, copy.number)


def texts(verdicts):
    return [(verdict.is_wrong, verdict.text) for verdict in verdicts]


def test_loans_and_returns_have_the_times_of_the_paper(opening_hours, morning, make_copy, make_patron):
    copy, patron, other = make_copy(), make_patron(), make_patron()
    later = morning + timedelta(hours=2)
    rows = [out(later + timedelta(hours=1), copy, other), out(morning, copy, patron), back(later, copy)]
    assert not any(verdict.is_wrong for verdict in offline_sheet.enter(rows)), "in the order of their times"
    first, second = Loan.objects.order_by("lent_at")
    assert (first.patron, first.lent_at, first.returned_at) == (patron, morning, later)
    assert (second.patron, second.is_open) == (other, True)
    assert second.due_on == clock.today() + timedelta(days=28), "Monday's paper, Tuesday is open"


def test_looking_first_writes_nothing(morning, make_copy, make_patron):
    rows = [out(morning, make_copy(), make_patron())]
    assert not offline_sheet.preview(rows)[0].is_wrong
    assert not Loan.objects.exists()


def test_a_sheet_entered_twice_is_the_same_as_once(morning, make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    rows = [out(morning, copy, patron), back(morning + timedelta(hours=1), copy)]
    offline_sheet.enter(rows)
    before = list(Loan.objects.values())
    assert not any(verdict.is_wrong for verdict in offline_sheet.enter(rows))
    assert list(Loan.objects.values()) == before


def test_one_wrong_line_and_nothing_is_written(morning, make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    verdicts = offline_sheet.enter([out(morning, copy, patron), Row(morning, "20000000")])
    assert [verdict.is_wrong for verdict in verdicts] == [False, True]
    assert not Loan.objects.exists()
    assert Copy.objects.get().seen_in is None


def test_events_since_the_sheet_are_named(morning, make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    loans.lend(copy, make_patron("Herr Muster"))
    for row in (out(morning, copy, patron), back(morning, copy)):
        (verdict,) = offline_sheet.enter([row])
        assert verdict.is_wrong and "Seitdem wurde es schon ausgeliehen: Di, 24.11." in verdict.text
    assert Loan.objects.count() == 1


def test_a_copy_returned_at_the_desk_meanwhile_is_reported_as_returned(morning, make_copy, make_patron, advance):
    copy, patron = make_copy(), make_patron()
    loan = loans.lend(copy, patron).loan
    Loan.objects.filter(pk=loan.pk).update(lent_at=morning - timedelta(days=1))
    loans.take_back(copy)
    assert texts(offline_sheet.enter([back(morning, copy)])) == [(False, "schon zurück")]


@pytest.mark.parametrize(("shift", "says"), [(timedelta(hours=1), "Zukunft"), (-timedelta(days=6), "fünf Tage")])
def test_times_that_cannot_be_are_named(make_copy, shift, says):
    (verdict,) = offline_sheet.enter([back(clock.now() + shift, make_copy())])
    assert verdict.is_wrong and says in verdict.text


def test_limits_are_not_checked_but_impossible_lines_are_refused(morning, make_copy, make_patron):
    LendingRules.objects.create(max_loans=1)
    patron = make_patron()
    withdrawn = make_copy(state="withdrawn", withdrawn_on=clock.today())
    rows = [out(morning, make_copy(), patron), out(morning, make_copy(), patron)]
    assert not any(verdict.is_wrong for verdict in offline_sheet.preview(rows))
    assert offline_sheet.preview([out(morning, withdrawn, patron)])[0].is_wrong
    assert offline_sheet.preview([Row(morning, make_copy().number, "40000000")])[0].is_wrong
