"""Concurrent desks lend, return, undo and renew at random, while patrons reserve and copies are withdrawn.

Without the lock, the constraint alone prevents double loans; without both, double loans occur.
"""

import random
import threading
from collections import Counter, defaultdict
from contextlib import nullcontext
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.db.models.signals import post_save

from kasch_site.accounts.models import User
from kasch_site.common import clock
from library.circulation import copies, numbering, snapshots
from library.circulation.desk import undoing
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import loans
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Desk, Hold, LendingRules, Loan, NumberKind, Patron
from tests.library.circulation.consistency import check_consistency, check_messages_are_true
from tests.proving import amount, amounts
from tests.support.database.constraints import without_constraint
from tests.support.processes.threads import run_concurrently

DESKS = amount(8, 50)
COPIES = amount(24, 1000)
STEPS = amount(25, 400)  # of each desk
PATRONS = amount(10, 200)
AT_ONE_COPY = 8
pytestmark = pytest.mark.django_db(transaction=True)
WEIGHTS = {
    "lend": 8,
    "take_back": 6,
    "undo": 4,
    "renew": 3,
    "reserve": 5,
    "reserve_without_card": 2,
    "collect": 3,
    "cancel": 1,
    "set_state": 2,
}


@pytest.fixture
def library(opening_hours, make_title, make_patron):
    """Create four copies of each title, patrons, and lending rules that refuse little."""
    LendingRules.objects.create(max_loans=30, max_holds=20)
    titles = [make_title(f"Titel {number}") for number in range(COPIES // 4)]
    numbers = numbering.allocate(NumberKind.COPY, COPIES // 2) + numbering.allocate(NumberKind.COPY, COPIES // 2)
    rows = zip(titles * 4, numbers, strict=True)
    Copy.objects.bulk_create(Copy(title=title, number=number, added_on=clock.today()) for title, number in rows)
    for _number in range(PATRONS):
        make_patron()


class RandomDesk:
    """A volunteer with random actions; a refusal is expected, any other exception is a failure."""

    def __init__(self, number):
        self.rng = random.Random(number)
        self.desk = Desk.objects.create(user=User.objects.create_user(f"theke{number}"), used_at=clock.now())
        # Few copies, so that conflicts between desks are frequent.
        self.copies = list(Copy.objects.order_by("pk").values_list("pk", flat=True))
        self.patrons = list(Patron.objects.order_by("pk").values_list("pk", flat=True))
        self.counts, self.line = Counter(), None
        self.served, self.unserved = [], []

    def copy(self):
        most = len(self.copies) if self.rng.random() < 0.3 else min(len(self.copies), 2 * DESKS)
        return Copy.objects.get(pk=self.copies[self.rng.randrange(most)])

    def patron(self):
        return Patron.objects.get(pk=self.rng.choice(self.patrons))

    def work(self, steps):
        for _step in range(steps):
            verb = self.rng.choices(list(WEIGHTS), WEIGHTS.values())[0]
            try:
                getattr(self, verb)()
            except CirculationRefused:
                self.counts[verb, "refused"] += 1

    def lend(self):
        self._lend(self.copy(), self.patron())

    def collect(self):
        """Lend what is ready to the person for whom it is."""
        ready = list(Hold.objects.ready().filter(patron__isnull=False).select_related("copy", "patron")[:20])
        if ready:
            hold = self.rng.choice(ready)
            self._lend(hold.copy, hold.patron)

    def _lend(self, copy, patron):
        lent = loans.lend(copy, patron)
        self._note("lend", undoing.record_loan(self.desk, lent))
        if lent.hold:
            self.served.append(lent.hold.pk)

    def take_back(self):
        copy = self.copy()
        returned = loans.take_back(copy)
        self._note("take_back" if returned.loan else "shown", undoing.record_return(self.desk, copy, returned))

    def undo(self):
        line, self.line = self.line, None
        if line is not None:
            undoing.undo(line)
            self.counts["undo", line.kind] += 1
            if line.kind == "lent" and line.hold_id:
                self.unserved.append(line.hold_id)

    def renew(self):
        loan = Loan.objects.open().order_by("?").first()
        if loan:
            was = snapshots.of_loan(loan)
            loan = loans.renew(loan)
            if loan.renewals == was["renewals"] + 1:
                self._note("renew", undoing.record_renewal(self.desk, loan, was))

    def reserve(self):
        self._reserve(Requester.of(self.patron()))

    def reserve_without_card(self):
        self._reserve(Requester("Herr Muster", email=f"{uuid4().hex}@example.org"))

    def _reserve(self, requester):
        reservations.reserve(self.copy().title, requester, uuid4())
        self.counts["reserve"] += 1

    def cancel(self):
        hold = Hold.objects.open().order_by("?").first()
        if hold:
            reservations.cancel(hold)
            self.counts["cancel"] += 1

    def set_state(self):
        verbs = [
            copies.withdraw,
            copies.send_to_repair,
            copies.mark_in_order,
            copies.mark_in_order,
            copies.mark_in_order,
        ]
        self.rng.choice(verbs)(self.copy())
        self.counts["set_state"] += 1

    def _note(self, action, line):
        self.counts[action] += 1
        self.line = line


class Queues:
    """The state changes of each hold in order, noted under the lock of its title."""

    def __init__(self):
        self.events = []
        self.lock = threading.Lock()

    def __enter__(self):
        post_save.connect(self._saved, sender=Hold)
        return self

    def __exit__(self, *_error):
        post_save.disconnect(self._saved, sender=Hold)

    def _saved(self, instance, **_more):
        with self.lock:
            self.events.append((instance.title_id, instance.pk, instance.created_at, str(instance.state)))

    def check(self):
        """Fail if a copy was put aside for anybody but the first who waited then; return how often one was."""
        waiting, before_that, count = defaultdict(dict), {}, 0
        for title, pk, created_at, state in self.events:
            queue = waiting[title]
            # Undoing a loan restores a hold that was ready; all others must be first in the queue.
            if state == "ready" and before_that[pk] == "waiting":
                assert min(queue.values()) == (created_at, pk), "a copy was put aside for somebody further back"
                count += 1
            if state == "waiting":
                queue[pk] = (created_at, pk)
            else:
                queue.pop(pk, None)
            before_that[pk] = state
        return count


def test_many_desks_lend_no_copy_twice_and_keep_every_queue_in_order(library, proof):
    desks = [RandomDesk(number) for number in range(DESKS)]
    left = list(desks)
    with Queues() as queues:
        run_concurrently(lambda: left.pop().work(STEPS), times=DESKS)
    counts = sum((desk.counts for desk in desks), Counter())
    proof(f"{DESKS} desks, {COPIES} copies: {amounts(counts)}")
    count = check_consistency()
    proof(f"copies: {amounts(count)}; put aside in order: {queues.check()}")
    assert count.total() == COPIES
    check_messages_are_true()
    assert Loan.objects.count() == counts["lend"] - counts["undo", "lent"]
    assert Loan.objects.open().count() == Loan.objects.count() - counts["take_back"] + counts["undo", "returned"]
    served = sum((Counter(desk.served) for desk in desks), Counter())
    served.subtract(sum((Counter(desk.unserved) for desk in desks), Counter()))
    collected = set(Hold.objects.filter(state="collected").values_list("pk", flat=True))
    assert +served == Counter(collected), "a hold was honoured twice, or by nobody"
    assert counts["lend"] and counts["take_back"] and counts["undo", "lent"] and collected


def lend_one_copy_at_once(monkeypatch, make_patron):
    """Let many lend one copy, each after all have looked; return the number who were told that it worked."""
    copy, readers = Copy.objects.first(), [make_patron() for _number in range(AT_ONE_COPY)]
    all_have_looked = threading.Barrier(AT_ONE_COPY)
    due_on = loans.due_on

    def late(*args):
        all_have_looked.wait(20)
        return due_on(*args)

    def lend():
        try:
            return loans.lend(copy, readers.pop())
        except CirculationRefused:
            return None

    with monkeypatch.context() as patched:
        # No row is locked, and each statement is a transaction of its own.
        patched.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
        patched.setattr(loans, "transaction", type("Without", (), {"atomic": staticmethod(nullcontext)}))
        patched.setattr(loans, "due_on", late)
        return sum(lent is not None for lent in run_concurrently(lend, times=AT_ONE_COPY))


def test_without_the_lock_the_constraint_still_refuses(library, monkeypatch, make_patron):
    assert lend_one_copy_at_once(monkeypatch, make_patron) == 1
    assert Loan.objects.count() == 1
    check_consistency()


def test_without_lock_and_constraint_a_copy_is_lent_twice(library, monkeypatch, make_patron):
    with without_constraint(Loan, "never_lent_twice"):
        assert lend_one_copy_at_once(monkeypatch, make_patron) > 1
        with pytest.raises(AssertionError, match="lent twice"):
            check_consistency()
