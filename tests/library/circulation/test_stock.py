"""After any history of actions each copy is in one place, and the queue is in order."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kasch_site.accounts.models import User
from kasch_site.common import clock
from kasch_site.house.models import ClosingDay
from kasch_site.messaging.models import Message
from library.circulation import closing, copies, expiry, snapshots
from library.circulation.desk import undoing
from library.circulation.holds import queue, reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import loans
from library.circulation.loans.due_dates import is_open_on
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Copy, Desk, DeskLine, Hold, LendingRules, Loan, Patron, Title
from library.retention import purge
from tests.library.circulation.consistency import check_consistency, check_messages_are_true
from tests.proving import amounts, examples

pytestmark = pytest.mark.django_db
# Few titles, copies and persons, so that conflicts are frequent.
NUMBERS = st.integers(0, 7)
CONTACTS = st.sampled_from(
    [{"email": "a@example.org"}, {"email": "b@example.org"}, {"phone": "0371 33505"}, {"email": "familie@example.org"}]
)
HOURS = st.sampled_from([0, 0, 1, 1, 24, 24, 72, 24 * 8])
OVERRULES = st.sampled_from([False, False, True])


class Library(RuleBasedStateMachine):
    """Patrons and volunteers act in any order; a refusal is expected, any other exception is a failure."""

    time_machine = None
    counts = Counter()

    def __init__(self):
        super().__init__()
        self.counts["histories"] += 1
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.time_machine.move_to(self.start, tick=False)

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def one_of(self, rows, number):
        rows = list(rows.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def attempt(self, verb, *args, **how):
        # Between two actions some time passes.
        self.pass_minutes(1)
        try:
            result = verb(*args, **how)
        except CirculationRefused as refused:
            assert str(refused)
            self.counts["refused"] += 1
            return None
        self.counts[verb.__name__] += 1
        return result

    def pass_minutes(self, number):
        self.time_machine.move_to(clock.now() + timedelta(minutes=number), tick=False)

    def line(self, note, *args):
        desk, _is_new = Desk.objects.update_or_create(user=User.objects.get(), defaults={"used_at": clock.now()})
        return note(desk, *args)

    @rule(number=NUMBERS, who=NUMBERS, overrules=OVERRULES)
    def lend(self, number, who, overrules):
        copy, patron = self.one_of(Copy.objects, number), self.one_of(Patron.objects, who)
        own = queue.of_patron_for(copy, patron)
        earlier = queue.before_in_queue(own) if own else queue.waiting_for(copy.title_id)
        ahead = 0 if own and own.state == Hold.State.READY else earlier.count()
        lent = self.attempt(loans.lend, copy, patron, overrules=overrules)
        if lent is None:
            return
        self.line(undoing.record_loan, lent)
        assert lent.loan.due_on > clock.today() and is_open_on(lent.loan.due_on)
        if not overrules:
            left = Copy.objects.available().filter(title=copy.title_id).count()
            assert left >= ahead, "somebody was served before those who come first"

    @rule(number=NUMBERS)
    def take_back(self, number):
        copy = self.one_of(Copy.objects, number)
        first = queue.waiting_for(copy.title_id).first()
        was_ready = Hold.objects.ready().filter(copy=copy).first()
        returned = self.attempt(loans.take_back, copy)
        if returned is not None:
            self.line(undoing.record_return, copy, returned)
            copy.refresh_from_db()
            usual = first if copy.state == Copy.State.IN_USE else None
            assert returned.hold == (was_ready or usual), "not the first in the queue"

    @rule(number=NUMBERS, overrules=OVERRULES)
    def renew(self, number, overrules):
        loan = self.one_of(Loan.objects.open(), number)
        if loan:
            was, due = snapshots.of_loan(loan), loan.due_on
            loan = self.attempt(loans.renew, loan, overrules=overrules)
            if loan is not None:
                assert loan.due_on > due
                self.line(undoing.record_renewal, loan, was)

    @rule(number=NUMBERS)
    def undo(self, number):
        line = self.one_of(DeskLine.objects.filter(undone_at=None), number)
        if line:
            self.attempt(undoing.undo, line)

    @rule(number=NUMBERS, who=NUMBERS, verb=st.sampled_from(["lend", "take_back", "renew"]), overrules=OVERRULES)
    def undo_at_once(self, number, who, verb, overrules):
        """Perform an action and undo it; check that the state is as before."""
        lines, was = DeskLine.objects.count(), self.snapshot()
        if verb == "lend":
            self.lend(number, who, overrules)
        elif verb == "take_back":
            self.take_back(number)
        else:
            self.renew(number, overrules)
        if DeskLine.objects.count() > lines:
            undoing.undo(DeskLine.objects.order_by("pk").last())
            assert self.snapshot() == was
            self.counts["undone at once"] += 1

    def snapshot(self):
        return [
            sorted(Loan.objects.values_list("copy", "patron", "lent_at", "due_on", "returned_at", "renewals")),
            sorted(Hold.objects.values_list("pk", "state", "copy", "pickup_until", "patron"), key=str),
            sorted(Copy.objects.values_list("pk", "state", "withdrawn_on"), key=str),
        ]

    @rule(number=NUMBERS, who=NUMBERS)
    def reserve_with_card(self, number, who):
        self.reserve(number, Requester.of(self.one_of(Patron.objects, who)))

    @rule(number=NUMBERS, contact=CONTACTS)
    def reserve_without_card(self, number, contact):
        self.reserve(number, Requester("Herr Muster", **contact))

    def reserve(self, number, requester):
        title, key = self.one_of(Title.objects, number), uuid4()
        hold = self.attempt(reservations.reserve, title, requester, key)
        if hold is not None:
            assert reservations.reserve(title, requester, key) == hold
            assert hold == Hold.objects.waiting().filter(title=title).last()

    @rule(number=NUMBERS)
    def cancel(self, number):
        hold = self.one_of(Hold.objects, number)
        if hold:
            self.attempt(reservations.cancel, hold)

    @rule(
        number=NUMBERS,
        verb=st.sampled_from([copies.mark_missing, copies.send_to_repair, copies.mark_in_order, copies.withdraw]),
    )
    def change_state(self, number, verb):
        self.attempt(verb, self.one_of(Copy.objects, number))

    @rule(number=NUMBERS)
    def end_membership(self, number):
        self.attempt(patrons.end, self.one_of(Patron.objects, number))

    @rule(number=NUMBERS)
    def erase(self, number):
        copies = Copy.objects.count()
        if Patron.objects.count() > 2:
            self.attempt(patrons.erase, self.one_of(Patron.objects, number))
        assert Copy.objects.count() == copies

    @rule(contact=CONTACTS, other=CONTACTS)
    def join(self, contact, other):
        self.attempt(patrons.register, patrons.NewPatron("Frau Neu", **{**contact, **other}), uuid4())

    @rule(number=NUMBERS)
    def give_another_card(self, number):
        self.attempt(patrons.give_card, self.one_of(Patron.objects, number))

    @rule(hours=HOURS)
    def pass_time(self, hours):
        self.pass_minutes(60 * hours)

    @rule()
    def send_messages(self):
        Message.objects.due(clock.now()).update(state="done", finished_at=clock.now())

    @rule(days=st.integers(0, 9))
    def close(self, days):
        first = clock.today() + timedelta(days=days)
        ClosingDay.objects.get_or_create(name="Ferien", first_day=first, last_day=first + timedelta(days=6))
        closing.move_to_open_days()

    @rule()
    def daily(self):
        expiry.daily(clock.today())
        assert not closing.move_to_open_days()
        if is_open_on(clock.today()):
            assert not Hold.objects.lapsed(clock.today()).exists()
        for loan in Loan.objects.open().filter(due_on__gte=clock.today()):
            assert is_open_on(loan.due_on)

    @rule()
    def forget(self):
        now = clock.now()
        copies = Copy.objects.count()
        purge(now)
        old = localdate(now - timedelta(days=7))
        assert not Loan.objects.filter(returned_at__lt=clock.local(old), patron__isnull=False).exists()
        assert not Hold.objects.filter(ended_at__lt=clock.local(old)).exists()
        assert Copy.objects.count() == copies

    @invariant()
    def the_stock_is_right(self):
        check_consistency()
        check_messages_are_true()
        self.counts["stock-takings"] += 1


@pytest.fixture
def library(opening_hours, make_title, make_copy, make_patron, reserve):
    """Create three titles with four copies, three patrons, two of them with one contact, and a short queue."""
    LendingRules.objects.create(loan_days=7, max_loans=2, max_holds=3, pickup_days=2)
    titles = [make_title(name) for name in ("Momo", "Krabat", "Emil")]
    copies = [make_copy(title) for title in [titles[0], *titles]]
    readers = [make_patron(), *(make_patron("Familie Probe", email="familie@example.org") for _number in range(2))]
    loans.lend(copies[0], readers[0])
    loans.lend(copies[1], readers[1])
    loans.lend(copies[2], readers[1])
    reserve(titles[0], readers[2])
    reserve(titles[0])
    User.objects.create_user("theke")


def test_the_library_stays_consistent_under_any_history(library, time_machine, proof):
    counts = Counter()
    machine = type("Library", (Library,), {"time_machine": time_machine, "counts": counts, "start": clock.now()})
    run_state_machine_as_test(machine, settings=examples(8, 5000, stateful_step_count=40))
    proof(amounts(counts))
