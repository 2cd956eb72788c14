"""Concurrent visitors who want the same slots, through the running server: two processes, many threads.

They choose a slot and send the booking form twice; then they cancel, move and answer offers while deadlines expire.
Without the lock, the constraint alone prevents double bookings; without both, double bookings occur.
"""

import random
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import time, timedelta
from http.client import HTTPConnection
from queue import Empty, LifoQueue
from uuid import uuid4

import pytest
from django.db import connection

from counselling.booking import lookup
from counselling.booking.person import Person
from counselling.booking.slots import expiry
from counselling.models import Booking, Counsellor, Offer, ScheduleRule, Slot
from counselling.notifications import links
from counselling.scheduling import absences
from counselling.scheduling import slot_generation as times
from kasch_site.common import clock
from kasch_site.messaging.models import Message
from tests.counselling.booking.consistency import check_consistency
from tests.proving import amount, amounts, succeeds_once
from tests.support.browser.visitors import TIMEOUT, Form
from tests.support.database.constraints import without_constraint
from tests.support.processes.server_processes import server
from tests.support.toys.waiting import waiting

POSTS = amount(80, 10_000)
SLOTS = POSTS // 10
VISITORS_PER_SLOT = 8  # visitors for each slot; the one who gets it sends the booking form twice
CLIENTS = amount(12, 64)
COUNSELLORS = 4  # with slots at the same times
FEW_SLOTS, FEW_CLIENTS, TRIES = amount(4, 12), amount(16, 32), 5
# One process that handles this many requests at a time.
ONE_PROCESS = {"WEB_CONCURRENCY": "1", "WEB_THREADS": str(FEW_CLIENTS)}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_time]
CHOOSE = "/beratung/wohngeld/termin/"


@pytest.fixture
def rules(house, topic):
    """Create schedule rules of several counsellors; the tests create the slots."""
    return [_rule(topic, number) for number in range(COUNSELLORS)]


def _rule(topic, number):
    counsellor = Counsellor.objects.create(name=f"Beispiel {number}")
    day = clock.today() + timedelta(days=20)
    rule = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=day.weekday(), starts=time(0, 5), ends=time(23, 55), minutes=5, valid_from=day
    )
    rule.topics.add(topic)
    return rule


def make_slots(rules, number):
    """Create this many free slots, one of each counsellor at each time; return their keys."""
    start = clock.local(clock.today() + timedelta(days=20)) + timedelta(minutes=5)
    rows = [
        Slot(
            counsellor_id=each.counsellor_id,
            rule=each,
            starts_at=start + timedelta(minutes=5 * step),
            ends_at=start + timedelta(minutes=5 * step + 5),
        )
        for step in range(number // len(rules))
        for each in rules
    ]
    Slot.objects.bulk_create(rows)
    return list(Slot.objects.values_list("pk", flat=True))


class Visitors:
    """HTTP clients that send queued forms; the form that follows from a response is sent first."""

    def __init__(self, port, clients, rng):
        self.port, self.clients, self.rng = port, clients, rng
        self.queue, self.responses, self.lock = LifoQueue(), [], threading.Lock()
        self.open = 0

    def add(self, action, form, times=1):
        with self.lock:
            self.open += times
        for _time in range(times):
            self.queue.put((action, form))

    def send(self):
        """Send until the queue is empty."""
        threads = [threading.Thread(target=self._client) for _number in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.open == 0

    def _client(self):
        http = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        while self.open:
            try:
                action, form = self.queue.get(timeout=0.05)
            except Empty:
                continue
            try:
                self._note_response(action, form, *form.send(http))
            finally:
                with self.lock:
                    self.open -= 1
        http.close()

    def _note_response(self, action, form, status, where):
        self.responses.append((action, form, status, where))
        if action == "choose" and status == 302:
            words = {"do": "book", "name": "Frau Beispiel", "email": f"{uuid4().hex}@example.org"}
            self.add("book", Form(where, words), times=2)

    def statuses(self):
        """Count the responses by action and status."""
        return Counter((action, status) for action, _form, status, _where in self.responses)


def choose(slot):
    return Form(CHOOSE, {"zeit": str(slot)}, stamp="")


def race(proof, slots, clients, **environment):
    """Let many visitors choose each of these slots and confirm twice what they get; return the visitors."""
    rng = random.Random(len(slots))
    requested = slots * VISITORS_PER_SLOT
    rng.shuffle(requested)
    with server(**environment) as port:
        visitors = Visitors(port, clients, rng)
        for slot in requested:
            visitors.add("choose", choose(slot))
        visitors.send()
    proof(f"{len(visitors.responses)} forms sent for {len(slots)} times: {amounts(visitors.statuses())}")
    return visitors


def bookings_by_slot(proof):
    """Return the number of active bookings of each slot."""
    count = Counter(Booking.objects.active().order_by().values_list("slot_id", flat=True))
    shared = sum(number > 1 for number in count.values())
    proof(f"{sum(count.values())} appointments at {len(count)} times, {shared} of these times with more than one")
    return count


def test_concurrent_requests_give_each_slot_to_one_person(rules, proof):
    slots = make_slots(rules, SLOTS)
    visitors = race(proof, slots, CLIENTS)
    statuses = visitors.statuses()
    assert {status for _what, status in statuses} == {302, 422}
    assert len(visitors.responses) == POSTS
    assert statuses["choose", 302] == SLOTS
    assert statuses["book", 302] == 2 * SLOTS
    assert set(bookings_by_slot(proof).values()) == {1}
    assert check_consistency() == {"booked": SLOTS}
    # Each confirmed booking exists, and both submissions lead to the same one.
    found = {
        (form.values["email"], lookup.booking_by_token(where.split("/")[3]))
        for action, form, status, where in visitors.responses
        if action == "book"
    }
    assert found == {(row.email, row) for row in Booking.objects.all()}
    notified = Counter(Message.objects.values_list("subject", "kind"))
    assert notified == {(f"booking:{row.pk}", "confirmed"): 1 for _email, row in found}


def test_concurrent_changes_keep_slots_consistent(rules, topic, proof):
    slots = make_slots(rules, SLOTS)
    taken, rng = slots[: SLOTS // 2], random.Random(7)
    rows = [_booked(slot, topic) for slot in taken]
    for number in range(SLOTS // 8):
        waiting(topic, Person("Herr Wartet", f"w{number}@example.org"), uuid4())
    with server() as port:
        visitors = Visitors(port, CLIENTS, rng)
        # Some slots are left to those who move: in a short run no others would be free.
        forms = [("choose", choose(slot)) for slot in slots[: -SLOTS // 4] * 2]
        for row in rows:
            own = links.manage_address(row)
            forms.append(("cancel", Form(f"{own}absagen/", {})))
            requested = [rng.choice(slots), rng.choice(slots), rng.choice(slots[-SLOTS // 4 :])]
            forms += [("move", Form(f"{own}verschieben/", {"zeit": str(slot)})) for slot in requested]
        rng.shuffle(forms)
        for action, form in forms:
            visitors.add(action, form)
        with _expiring_deadlines(visitors, rng):
            visitors.send()
    proof(f"{len(visitors.responses)} forms sent: {amounts(visitors.statuses())}")
    stock = check_consistency()
    offers = Counter(Offer.objects.order_by().values_list("state", flat=True))
    proof(f"times: {amounts(stock)}; offers: {amounts(offers)}")
    assert sum(stock.values()) == len(slots)
    assert {status for _what, status in visitors.statuses()} <= {302, 422}
    assert visitors.statuses()["move", 302] and visitors.statuses()["cancel", 302] and Offer.objects.exists()
    assert set(bookings_by_slot(proof).values()) == {1}
    notified = Message.objects.filter(kind="confirmed").order_by().values_list("subject", flat=True)
    assert len(notified) == len(set(notified))


def test_sick_leave_during_concurrent_bookings_leaves_no_booking_on_that_day(topic, proof):
    counsellor, day = Counsellor.objects.create(name="Beispiel"), clock.today() + timedelta(days=20)
    rule = ScheduleRule.objects.create(
        counsellor=counsellor,
        weekday=day.weekday(),
        starts=time(8),
        ends=time(amount(11, 18)),
        minutes=20,
        valid_from=day,
    )
    rule.topics.add(topic)
    times.generate_slots_of(counsellor.pk)
    slots = list(Slot.objects.within(*clock.day_bounds(day)).values_list("pk", flat=True))
    with server() as port:
        visitors = Visitors(port, CLIENTS, random.Random(3))
        for slot in random.Random(3).sample(slots * 3, len(slots) * 3):
            visitors.add("choose", choose(slot))
        with _sick_leave(counsellor, day, visitors, after=4 * len(slots)):
            visitors.send()
    statuses = visitors.statuses()
    proof(f"{len(visitors.responses)} forms sent: {amounts(statuses)}")
    assert {status for _what, status in statuses} <= {302, 422}
    on_that_day = Booking.objects.filter(slot_id__in=slots)
    assert not on_that_day.filter(state__in=Booking.EXPECTED).exists()
    # Everybody who was told that they have an appointment has been offered others, or was told that it is cancelled.
    cancelled_by_house = {
        f"booking:{pk}" for pk in on_that_day.filter(cancelled_by="house").values_list("pk", flat=True)
    }
    assert cancelled_by_house and statuses["choose", 422]
    notified = Message.objects.filter(kind__in=["instead", "cancelled"]).values_list("subject", flat=True)
    assert sorted(notified) == sorted(cancelled_by_house)
    check_consistency()
    assert {slot.state for slot in Slot.objects.filter(pk__in=slots)} == {"withdrawn"}


@contextmanager
def _sick_leave(counsellor, day, visitors, after):
    """Record sick leave after this many responses, while other forms are being sent."""

    def record():
        while len(visitors.responses) < after:
            threading.Event().wait(0.01)
        absences.record_sick_leave(counsellor, day)
        ended.wait()

    ended = threading.Event()
    work = RepeatedWork(record)
    try:
        yield
    finally:
        ended.set()
        work.stop()


def _booked(slot, topic):
    row = Booking(
        slot_id=slot,
        topic=topic,
        name="Frau Beispiel",
        email=f"b{slot}@example.org",
        wants_earlier=True,
        created_at=clock.now(),
        idempotency_key=uuid4(),
    )
    row.save()
    Slot.objects.filter(pk=slot).update(state="booked")
    return row


@contextmanager
def _expiring_deadlines(visitors, rng):
    """Let every deadline expire within moments and answer every offer, until the block ends."""

    def expire():
        # Slots cool for 15 minutes and are held for 20.
        expiry.process_expired(clock.now() + timedelta(minutes=rng.choice([16] * 9 + [21])))

    def answer():
        for made in Offer.objects.open().select_related("slot")[:3]:
            verb = rng.choice(["accept", "accept", "decline"])
            visitors.add(verb, Form(links.offer_address(made), {"do": verb}), times=2)

    repeated = [RepeatedWork(work) for work in (expire, expire, answer)]
    try:
        yield
    finally:
        # All of them, before the error of one is raised: a thread left over would never end.
        for each in repeated:
            each.end()
        for each in repeated:
            each.stop()


class RepeatedWork:
    """Repeats a function in a thread until it is stopped; then raises the exception that ended it, if any."""

    def __init__(self, work):
        self.work, self.stopped, self.error = work, threading.Event(), None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        try:
            while not self.stopped.wait(0.4):
                self.work()
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def end(self):
        self.stopped.set()
        self.thread.join()

    def stop(self):
        self.end()
        if self.error:
            raise self.error


def delete_all():
    """Delete slots and bookings, so that the race can be repeated."""
    Booking.objects.all().delete()
    Slot.objects.all().delete()


def test_without_the_lock_the_constraint_still_refuses(rules, proof):
    def attempt():
        visitors = race(proof, make_slots(rules, FEW_SLOTS), FEW_CLIENTS, WITHOUT="lock", **ONE_PROCESS)
        assert {status for _what, status in visitors.statuses()} <= {302, 422}
        assert set(bookings_by_slot(proof).values()) == {1}
        delete_all()
        return visitors.statuses()["choose", 302] > FEW_SLOTS

    assert succeeds_once(TRIES, attempt)


def test_without_lock_and_constraint_a_slot_is_double_booked(rules, proof):
    def attempt():
        race(proof, make_slots(rules, FEW_SLOTS), FEW_CLIENTS, WITHOUT="lock,constraint", **ONE_PROCESS)
        most = max(bookings_by_slot(proof).values())
        delete_all()
        return most > 1

    with without_constraint(Booking, "never_two_at_one_time"):
        assert succeeds_once(TRIES, attempt)
