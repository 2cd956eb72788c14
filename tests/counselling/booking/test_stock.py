"""After any history of actions each slot is in one state, and no two persons have the same slot."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from counselling.booking import bookings, desk_bookings, moving, waitlist
from counselling.booking.offers import acceptance, alternatives, offering
from counselling.booking.person import Person
from counselling.booking.refusals.errors import BookingRefused
from counselling.booking.slots import expiry, holds
from counselling.models import Absence, Booking, Counsellor, Offer, Slot, Topic, WaitlistEntry
from counselling.scheduling import slot_generation, withdrawal
from kasch_site.common import clock
from tests.counselling.booking.consistency import check_consistency, check_nothing_is_due
from tests.counselling.conftest import NOW
from tests.proving import amounts, examples
from tests.support.toys.waiting import waiting

pytestmark = pytest.mark.django_db
# Few slots and few persons, so that conflicts are frequent.
NUMBERS = st.integers(0, 11)
PERSONS = st.sampled_from(["a@example.org", "b@example.org", "0371 33505", "0371 33506"])
CANCELLERS = st.sampled_from(Booking.By.values[:2])
MINUTES = st.sampled_from([1, 15, 15, 20, 20, 60, 60, 60 * 24])


class Counselling(RuleBasedStateMachine):
    """Persons and staff act in any order; a refusal is an answer, any other exception is a failure."""

    tokens = Bundle("tokens")
    time_machine = None
    counts = Counter()

    def __init__(self):
        super().__init__()
        self.counts["histories"] += 1
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.time_machine.move_to(NOW, tick=False)
        self.topic, self.sent = Topic.objects.get(), []
        for number, contact in enumerate(["a@example.org", "0371 33505", "c@example.org", "d@example.org"]):
            self.book(self.hold(number + 3, True), contact, number % 2 == 0)
        self.wait_since_before("d@example.org", False)

    def person(self, contact, **more):
        field = "email" if "@" in contact else "phone"
        return Person("Frau Beispiel", **{field: contact}, **more)

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def slot(self, number):
        slots = list(Slot.objects.order_by("starts_at", "pk"))
        return slots[number % len(slots)]

    def attempt(self, verb, *args, **kwargs):
        try:
            return verb(*args, **kwargs)
        except BookingRefused as refused:
            assert str(refused)
            return None

    def one_of(self, model, number, **about):
        rows = list(model.objects.filter(**about).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(target=tokens, number=NUMBERS, urgent=st.booleans())
    def hold(self, number, urgent):
        return self.attempt(holds.hold, self.slot(number).pk, self.topic, is_urgent=urgent) or ""

    @rule(token=tokens)
    def extend(self, token):
        self.attempt(holds.extend, token)

    @rule(token=tokens)
    def release(self, token):
        holds.release(token)

    @rule(token=tokens, contact=PERSONS, earlier=st.booleans())
    def book(self, token, contact, earlier):
        sent = (token, self.topic, self.person(contact, wants_earlier=earlier), uuid4())
        row = self.attempt(bookings.book, *sent)
        if row:
            self.sent.append((sent, row.pk))

    @rule(number=NUMBERS)
    def send_again(self, number):
        if self.sent:
            sent, pk = self.sent[number % len(self.sent)]
            made_at = Booking.objects.values_list("created_at", flat=True).get(pk=pk)
            again = self.attempt(bookings.book, *sent)
            if clock.now() - made_at < holds.MAX_HOLD_DURATION:
                assert again.pk == pk
            else:
                assert again is None

    @rule(number=NUMBERS)
    def book_at_desk(self, number):
        self.attempt(desk_bookings.book, self.slot(number).pk, self.topic, Person("Frau Ohne"), uuid4())

    @rule(number=NUMBERS)
    def confirm(self, number):
        row = self.one_of(Booking, number)
        if row:
            self.attempt(bookings.confirm, row)

    @rule(number=NUMBERS, by=CANCELLERS)
    def cancel(self, number, by):
        row = self.one_of(Booking, number)
        if row:
            self.attempt(bookings.cancel, row, by=by)

    @rule(number=NUMBERS, there=NUMBERS, by=CANCELLERS)
    def move(self, number, there, by):
        row = self.one_of(Booking, number)
        if row:
            self.attempt(moving.move, row, self.slot(there).pk, by=by)

    @rule(number=NUMBERS, outcome=st.sampled_from(["came", "missed", "booked"]))
    def record(self, number, outcome):
        row = self.one_of(Booking, number)
        if row:
            self.attempt(desk_bookings.record_attendance, row, outcome)

    @rule(contact=PERSONS, urgent=st.booleans())
    def wait(self, contact, urgent):
        self.attempt(waitlist.join, self.topic, self.person(contact), uuid4(), urgent)

    @rule(contact=PERSONS, urgent=st.booleans())
    def wait_since_before(self, contact, urgent):
        waiting(self.topic, self.person(contact), is_urgent=urgent)

    @rule(number=NUMBERS)
    def confirm_entry(self, number):
        row = self.one_of(WaitlistEntry, number)
        if row:
            waitlist.confirm(row)

    @rule(number=NUMBERS)
    def leave(self, number):
        waitlist_entry = self.one_of(WaitlistEntry, number)
        if waitlist_entry:
            waitlist.leave(waitlist_entry)

    @rule(number=NUMBERS)
    def accept(self, number):
        made = self.one_of(Offer, number)
        row = made and self.attempt(acceptance.accept, made)
        assert row is None or row.is_active or made.state != "open"

    @rule(number=NUMBERS)
    def accept_open_offer(self, number):
        made = self.one_of(Offer, number, state="open")
        if made:
            self.attempt(acceptance.accept, made)

    @rule(number=NUMBERS)
    def decline(self, number):
        made = self.one_of(Offer, number)
        if made:
            acceptance.decline(made)

    @rule(number=NUMBERS, there=NUMBERS)
    def offer_by_hand(self, number, there):
        waitlist_entry = self.one_of(WaitlistEntry, number, state="waiting")
        if waitlist_entry:
            self.attempt(
                offering.offer, self.slot(there), waitlist_entry=waitlist_entry, until=clock.now() + timedelta(hours=3)
            )

    @rule(number=NUMBERS)
    def cancel_and_offer_alternatives(self, number):
        row = self.one_of(Booking, number)
        if row:
            self.attempt(alternatives.cancel_and_offer_alternatives, row)

    @rule(number=NUMBERS)
    def withdraw(self, number):
        withdrawal.withdraw([self.slot(number)])

    @rule(number=NUMBERS, is_away=st.booleans())
    def add_or_remove_absence(self, number, is_away):
        slot, counsellor = self.slot(number), Counsellor.objects.get()
        Absence.objects.all().delete()
        if is_away:
            Absence.objects.create(counsellor=counsellor, starts_at=slot.starts_at, ends_at=slot.ends_at)
        slot_generation.generate_slots_of(counsellor.pk)

    @rule(must=st.booleans())
    def require_confirmation(self, must):
        self.topic.confirms_email = must
        self.topic.save()

    @rule(minutes=MINUTES)
    def pass_time(self, minutes):
        self.time_machine.move_to(clock.now() + timedelta(minutes=minutes), tick=False)

    @rule()
    def process_expired(self):
        expiry.process_expired(clock.now())
        check_nothing_is_due()

    @invariant()
    def records_are_consistent(self):
        check_consistency()
        self.counts["stock takings"] += 1
        assert len({pk for _sent, pk in self.sent}) == len(self.sent)


def test_slots_stay_consistent_under_any_history(schedule_rule, time_machine, proof):
    # Slots of the next two weeks, so that some days can pass.
    schedule_rule.valid_from, schedule_rule.valid_until = date(2026, 12, 2), date(2026, 12, 9)
    schedule_rule.save()
    slot_generation.generate_slots_of_rule(schedule_rule)
    counts = Counter()
    machine = type("Counselling", (Counselling,), {"time_machine": time_machine, "counts": counts})
    run_state_machine_as_test(machine, settings=examples(8, 1000, stateful_step_count=30))
    proof(amounts(counts))
