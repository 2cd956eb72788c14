"""Undoing lines of the desk."""

from datetime import timedelta

import pytest

from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from library.circulation import snapshots
from library.circulation.desk import undoing
from library.circulation.holds import reservations
from library.circulation.loans import loans
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Desk, Hold, Loan

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    """Return an open desk."""
    return Desk.objects.create(user=User.objects.create_user("theke"), used_at=clock.now())


@pytest.fixture
def lend(desk):
    return lambda *args, **how: undoing.record_loan(desk, loans.lend(*args, **how))


@pytest.fixture
def take_back(desk):
    return lambda copy: undoing.record_return(desk, copy, loans.take_back(copy))


def test_an_undone_loan_was_never_there_and_undoing_twice_is_the_same_as_once(lend, make_copy, make_patron):
    line = lend(make_copy(), make_patron())
    assert undoing.undo(undoing.undo(line)).undone_at
    assert not Loan.objects.exists()


def test_undoing_an_overruled_loan_restores_the_ready_hold(lend, make_copy, make_patron, reserve, advance):
    copy = make_copy()
    hold = reserve(copy.title)
    until = loans.take_back(copy).hold.pickup_until
    advance(timedelta(minutes=1))
    undoing.undo(lend(copy, make_patron(), overrules=True))
    hold.refresh_from_db()
    assert (hold.state, hold.copy, hold.pickup_until) == ("ready", copy, until)
    assert Message.objects.open().filter(kind="ready").count() == 1


def test_a_person_notified_of_a_ready_hold_is_notified_of_its_end(lend, make_copy, make_patron, reserve):
    copy = make_copy()
    reserve(copy.title)
    loans.take_back(copy)
    Message.objects.filter(kind="ready").update(state="done", finished_at=clock.now())
    line = lend(copy, make_patron(), overrules=True)
    assert Message.objects.open().filter(kind="not_ready").count() == 1
    undoing.undo(line)
    assert not Message.objects.open().filter(kind__in=["ready", "not_ready"]).exists()


def test_undoing_a_return_takes_the_copy_from_the_hold_it_is_ready_for(
    lend, take_back, make_copy, make_patron, reserve
):
    copy = make_copy()
    lend(copy, make_patron())
    first, second = reserve(copy.title), reserve(copy.title)
    line = take_back(copy)
    reservations.cancel(first)
    undoing.undo(line)
    second.refresh_from_db()
    assert (second.state, Loan.objects.open().count()) == ("waiting", 1)


def test_a_return_is_not_undone_once_the_membership_has_ended(lend, take_back, make_copy, make_patron):
    copy, patron = make_copy(), make_patron()
    lend(copy, patron)
    line = take_back(copy)
    patrons.end(patron)
    with pytest.raises(CirculationRefused, match="beendet"):
        undoing.undo(line)


def test_a_lost_copy_is_lost_again(take_back, make_copy):
    undoing.undo(take_back(make_copy(state="lost")))
    assert Copy.objects.get().state == "lost"


def test_only_the_last_line_of_a_copy_is_undone(lend, take_back, make_copy, make_patron):
    copy = make_copy()
    line = lend(copy, make_patron())
    take_back(copy)
    with pytest.raises(CirculationRefused, match="nicht mehr rückgängig"):
        undoing.undo(line)


def test_undoing_a_renewal_reminds_nobody_twice(desk, make_copy, make_patron, advance):
    loan = loans.lend(make_copy(), make_patron()).loan
    Loan.objects.update(reminded_on=clock.today())
    loan.refresh_from_db()
    was = snapshots.of_loan(loan)
    line = undoing.record_renewal(desk, loans.renew(loan), was)
    undoing.undo(line)
    assert snapshots.of_loan(Loan.objects.get()) == was


def test_an_undone_loan_opens_no_hold_that_was_made_again_since(lend, make_copy, make_patron, reserve):
    copy, patron = make_copy(), make_patron()
    reserve(copy.title, patron)
    loans.take_back(copy)
    line = lend(copy, patron)
    Hold.objects.update(patron=None)
    reserve(copy.title, email=Hold.objects.get().email)
    undoing.undo(line)
    assert sorted(Hold.objects.values_list("state", flat=True)) == ["collected", "ready"]
