"""Reminders: one for what is overdue, and none for what came back before it was sent."""

from datetime import timedelta

import pytest

from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from library.circulation import snapshots
from library.circulation.desk import undoing
from library.circulation.loans import loans
from library.models import Desk, Loan
from library.notifications import notifications

pytestmark = pytest.mark.django_db
CONTACTS = ({"email": "kurz@example.org"}, {"phone": "0371 123456"})


@pytest.fixture(params=CONTACTS, ids=["mail", "phone"])
def patron(request, make_patron):
    """Return a patron who is reached by mail, or by phone."""
    return make_patron(**request.param)


@pytest.fixture
def overdue(opening_hours, make_copy, patron):
    """Return a function that lends a copy to the patron, overdue for a month."""

    def lend():
        loan = loans.lend(make_copy(), patron).loan
        Loan.objects.filter(pk=loan.pk).update(due_on=clock.today() - timedelta(days=30))
        return Loan.objects.get(pk=loan.pk)

    return lend


@pytest.fixture
def desk(db):
    """Return an open desk."""
    return Desk.objects.create(user=User.objects.create_user("theke"), used_at=clock.now())


def state():
    return Message.objects.filter(kind="reminder").order_by("-wanted_at").values_list("state", flat=True)[0]


def remind():
    """Queue the reminders of today."""
    notifications.remind(clock.today())


@pytest.mark.parametrize("verb", [lambda loan: loans.take_back(loan.copy), loans.renew])
def test_a_person_who_returns_or_renews_the_last_overdue_book_is_not_reminded_any_more(overdue, verb):
    first, second = overdue(), overdue()
    remind()
    verb(first)
    assert state() == "waiting", "there is another one"
    verb(second)
    assert state() == "cancelled"


def test_a_cancelled_reminder_is_sent_if_the_return_is_undone(overdue, desk, advance):
    loan = overdue()
    remind()
    line = undoing.record_return(desk, loan.copy, loans.take_back(loan.copy))
    undoing.undo(line)
    advance(timedelta(days=1))
    remind()
    assert state() == "waiting"


def test_a_cancelled_reminder_is_sent_if_the_renewal_is_undone(overdue, desk, advance):
    loan = overdue()
    remind()
    loan.refresh_from_db()
    was = snapshots.of_loan(loan)
    undoing.undo(undoing.record_renewal(desk, loans.renew(loan), was))
    advance(timedelta(days=1))
    remind()
    assert state() == "waiting"


def test_a_person_who_was_reminded_already_is_not_reminded_again_after_an_undone_return(overdue, desk, advance):
    loan = overdue()
    remind()
    Message.objects.update(state="done", finished_at=clock.now())
    undoing.undo(undoing.record_return(desk, loan.copy, loans.take_back(loan.copy)))
    advance(timedelta(days=1))
    remind()
    assert list(Message.objects.filter(kind="reminder").values_list("state", flat=True)) == ["done"]
