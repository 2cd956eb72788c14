"""Lending, returning and renewing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from kasch_site.common import clock
from library.circulation.holds import queue
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Hold, LendingRules, Loan, MediumKind

pytestmark = pytest.mark.django_db


def test_a_loan_ends_on_an_open_day_of_the_library(opening_hours, make_copy, make_patron):
    loan = loans.lend(make_copy(), make_patron()).loan
    assert loan.due_on == date(2026, 12, 22), "Tuesday in four weeks"
    LendingRules.objects.create(loan_days=29)
    loan = loans.lend(make_copy(), make_patron()).loan
    assert loan.due_on == date(2026, 12, 24), "Wednesday is no open day"


def test_a_copy_is_lent_once(make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    loans.lend(copy, patron)
    with pytest.raises(CirculationRefused, match="schon ausgeliehen"):
        loans.lend(copy, patron)
    with pytest.raises(CirculationRefused, match="an jemand anderen"):
        loans.lend(copy, make_patron(), overrules=True)
    assert Loan.objects.count() == 1


def test_the_database_lends_no_copy_twice(make_copy, make_patron):
    loan = loans.lend(make_copy(), make_patron()).loan
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan.objects.create(copy=loan.copy, patron=make_patron(), lent_at=clock.now(), due_on=clock.today())


def test_taking_back_ends_the_loan_and_twice_is_the_same_as_once(make_copy, make_patron):
    loan = loans.lend(make_copy(), make_patron()).loan
    assert loans.take_back(loan.copy).loan == loan
    assert loans.take_back(loan.copy).loan is None
    assert not Loan.objects.open().exists()


@pytest.mark.parametrize("state", ["repair", "withdrawn"])
def test_a_copy_not_in_use_is_not_lent(make_copy, make_patron, state):
    copy = make_copy(state=state, withdrawn_on=clock.today() if state == "withdrawn" else None)
    with pytest.raises(CirculationRefused) as refused:
        loans.lend(copy, make_patron())
    assert refused.value.can_overrule is (state == "repair")


def test_a_returned_lost_copy_is_in_use_again(make_copy):
    copy = make_copy(state="lost")
    assert loans.take_back(copy).loan is None
    assert Copy.objects.get().state == "in_use"


def test_more_loans_than_allowed_need_a_volunteer(make_copy, make_patron):
    LendingRules.objects.create(max_loans=1)
    patron = make_patron()
    loans.lend(make_copy(), patron)
    with pytest.raises(CirculationRefused, match="Mehr als 1") as refused:
        loans.lend(make_copy(), patron)
    assert refused.value.can_overrule
    loans.lend(make_copy(), patron, overrules=True)


def test_a_kind_of_medium_has_its_own_limits(make_copy, make_patron, make_title):
    games = MediumKind.objects.create(name="Spiel", slug="spiel", max_loans=1, loan_days=14)
    patron = make_patron()
    first = loans.lend(make_copy(make_title("Halma", medium=games)), patron).loan
    assert first.due_on == clock.today() + timedelta(days=14)
    with pytest.raises(CirculationRefused, match="Spiel"):
        loans.lend(make_copy(make_title("Mühle", medium=games)), patron)
    loans.lend(make_copy(), patron)


def test_renewing_counts_from_the_later_of_today_and_the_due_date(make_copy, make_patron, advance):
    loan = loans.lend(make_copy(), make_patron()).loan
    assert loans.renew(loan).due_on == loan.due_on + timedelta(days=28)
    advance(timedelta(days=100))
    assert loans.renew(loan).due_on == clock.today() + timedelta(days=28)
    loan.refresh_from_db()
    day = date_format(loan.due_on, "j. F")
    with pytest.raises(CirculationRefused, match=f"Öfter geht es nicht. Bitte bringen Sie es bis {day} zurück"):
        loans.renew(loan)
    advance(timedelta(days=100))
    with pytest.raises(CirculationRefused, match="Bitte bringen Sie es zurück"):
        loans.renew(loan)


def test_a_reserved_title_is_not_renewed(make_copy, make_patron, reserve):
    loan = loans.lend(make_copy(), make_patron()).loan
    reserve(loan.copy.title)
    with pytest.raises(CirculationRefused, match="Jemand wartet"):
        loans.renew(loan)


def test_a_copy_put_aside_is_refused_to_others_and_a_volunteer_may_overrule(make_copy, make_patron, reserve):
    copy = make_copy()
    hold = reserve(copy.title)
    loans.take_back(copy)
    other = make_patron()
    with pytest.raises(CirculationRefused, match="bereit") as refused:
        loans.lend(copy, other)
    assert refused.value.can_overrule
    loans.lend(copy, other, overrules=True)
    hold.refresh_from_db()
    assert (hold.state, queue.place_in_queue(hold)) == ("waiting", 1)


def test_lending_serves_the_hold_of_the_patron(make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron()
    hold = reserve(copy.title, patron)
    assert loans.take_back(copy).hold == hold
    lent = loans.lend(copy, patron)
    assert lent.hold == hold
    assert Hold.objects.get().state == "collected"


def test_the_copy_put_aside_is_passed_on_if_another_one_was_lent(make_copy, make_patron, make_title, reserve):
    title, patron = make_title(), make_patron()
    first, second = make_copy(title), make_copy(title)
    own, next_one = reserve(title, patron), reserve(title)
    loans.take_back(first)
    loans.lend(second, patron, overrules=True)
    own.refresh_from_db(), next_one.refresh_from_db()
    assert (own.state, next_one.state, next_one.copy) == ("collected", "ready", first)


def test_a_person_further_back_in_the_queue_is_not_served_first(make_copy, make_patron, reserve):
    copy = make_copy()
    reserve(copy.title)
    second = make_patron()
    reserve(copy.title, second)
    with pytest.raises(CirculationRefused, match="wartet schon 1 Person"):
        loans.lend(copy, second)


def test_a_family_with_one_contact_borrows_each_for_themselves(make_copy, make_patron, make_title, reserve):
    title = make_title()
    copy = make_copy(title)
    mother, child = (make_patron(email="familie@example.org") for _number in range(2))
    hold = reserve(title, mother)
    reserve(title, child)
    assert loans.take_back(copy).hold == hold
    with pytest.raises(CirculationRefused, match="bereit"):
        loans.lend(copy, child)
